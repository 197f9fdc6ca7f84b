/** `npm run record`: the page's "record now" from a terminal. Writes a folder that opens in the page and in `diagnose`. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { explainLoadError } from '../../core/base/result.ts'
import { recordingFiles } from '../../sources/goPprof/openGoRecording.ts'
import { recordGo } from '../../sources/goPprof/recordGo.ts'
import { createHttp } from '../../sources/http/http.ts'
import { recordingFileName } from '../../sources/recording/recording.ts'
import type { Outcome } from '../diagnose/outcome.ts'
import { harmless } from '../trifold/terminal.ts'
import { writeWholeFolder } from '../trifold/writeWhole.ts'
import { parseArguments, usage, type RecordArguments } from './arguments.ts'

/** 0 written, 2 not; whatever went wrong is one line on standard error. */
export async function runRecord(argv: readonly string[], cancel: AbortSignal): Promise<0 | 2> {
  const parsed = parseArguments(argv)
  if (!parsed.ok) return fail(parsed.error)
  if (parsed.value === 'help') {
    console.log(`${usage}

Takes profile, allocs, mutex and block over every step, heap and goroutine between the steps, all at the same time.
At the end, where it is served (Go 1.27 and later): which goroutines are leaked, which runs one collection.
Control-C ends it and keeps what is finished. Durations: 90s, 3m, 1h.`)
    return 0
  }
  return record(parsed.value, cancel)
}

async function record(asked: RecordArguments, cancel: AbortSignal): Promise<0 | 2> {
  const { go, seconds, everySeconds, out, cores, headers, quiet } = asked
  // A recording is evidence: an existing one is never mixed with another or written over.
  if (existsSync(out) && (await readdir(out)).length > 0)
    return fail(`${out} is not empty. Choose another folder with --out`)
  const service = asked.service ?? new URL(go).hostname
  let shown = -1
  const recorded = await recordGo({
    http: createHttp({ fetch }),
    address: { url: go, title: service, headers },
    service,
    seconds,
    everySeconds,
    now: Date.now,
    signal: cancel,
    ...(cores === undefined ? {} : { cores }),
    onProgress: (share) => {
      if (quiet) return
      const percent = Math.floor(share * 20) * 5
      if (percent === shown) return
      shown = percent
      console.error(harmless(`${service}: ${percent} %`))
    },
  })
  if (!recorded.ok) return fail(explainLoadError(recorded.error))
  const { notes, isPartial, recording } = recorded.value
  const offsetMinutes = -new Date(recording.windows[0]?.untilMs ?? 0).getTimezoneOffset()
  const unwritten = await writeWholeFolder(out, recordingFiles(recorded.value, offsetMinutes))
  if (unwritten !== undefined) return fail(`${out} cannot be written (${unwritten})`)
  // They are in the recording as well.
  if (!quiet) for (const note of notes) console.error(harmless(note))
  const files = `${recording.captures.length} captures`
  console.log(harmless(`${isPartial ? 'Stopped early: ' : ''}${files} in ${join(out, recordingFileName)}`))
  if (!quiet) for (const line of nextSteps(out)) console.error(harmless(line))
  return 0
}

/** What a recording is for, to be copied as it stands. */
function nextSteps(out: string): readonly string[] {
  const folder = /^[\w./-]+$/.test(out) ? out : `'${out.replaceAll("'", "'\\''")}'`
  return [
    `Next: trifold diagnose ${folder}    what it means`,
    `      trifold ${folder}    the page with it`,
    `      trifold snapshot ${folder} -o incident.html    one file to send`,
  ]
}

/** `trifold record`: the first Control-C keeps what is finished, a second one ends at once. */
export async function runRecordUntilStopped(argv: readonly string[]): Promise<Outcome> {
  const cancel = new AbortController()
  process.once('SIGINT', () => cancel.abort())
  return { code: await runRecord(argv, cancel.signal), stdout: '', stderr: '' }
}

function fail(message: string): 2 {
  console.error(harmless(`record: ${message.replace(/\s+/g, ' ')}`))
  return 2
}
