/** A recording as text: one line per capture, so that two recordings can be compared with any diff. */
import type { EpochMs } from '../../core/base/units.ts'
import type { Recording } from './recording.ts'

/** `offsetMinutes` east of UTC, for the times as people read them (330 for IST). `parseRecording` gives the same back. */
export function writeRecording(recording: Recording, offsetMinutes = 0): string {
  const time = (ms: EpochMs): string => isoTime(ms, offsetMinutes)
  const whole = {
    format: 'trifold-recording',
    version: 1,
    service: recording.service,
    title: recording.title,
    runtime: recording.runtimeText,
    labels: recording.labels,
    cores: recording.cores,
    threads: recording.threads,
    note: recording.note,
    windows: recording.windows.map(({ name, fromMs, untilMs }) => ({ name, from: time(fromMs), until: time(untilMs) })),
    opens: recording.opens,
    marks: recording.marks.map(({ atMs, text }) => ({ at: time(atMs), text })),
    captures: recording.captures.map(({ fromMs, untilMs, file, kind, covers, cores, threads }) => ({
      file,
      kind,
      from: fromMs === undefined ? undefined : time(fromMs),
      until: untilMs === undefined ? undefined : time(untilMs),
      covers,
      cores,
      threads,
    })),
    process: recording.process.map(({ atMs, ...rest }) => ({ at: time(atMs), ...rest })),
    cost: recording.cost,
    missing: recording.missing?.length === 0 ? undefined : recording.missing,
  }
  const lines = Object.entries(whole).flatMap(([key, value]) => {
    if (value === undefined) return []
    const isTable = Array.isArray(value) && value.length > 0
    const text = isTable
      ? `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
      : JSON.stringify(value)
    return [`  ${JSON.stringify(key)}: ${text}`]
  })
  return `{\n${lines.join(',\n')}\n}\n`
}

/** Milliseconds are kept, finer parts are not. */
function isoTime(ms: EpochMs, offsetMinutes: number): string {
  const local = new Date(Math.round(ms) + offsetMinutes * 60_000).toISOString().replace(/\.000Z$|Z$/, '')
  if (offsetMinutes === 0) return `${local}Z`
  const size = Math.abs(offsetMinutes)
  const pad = (value: number): string => String(Math.trunc(value)).padStart(2, '0')
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${pad(size / 60)}:${pad(size % 60)}`
}
