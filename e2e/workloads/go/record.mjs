// Records one workload: see ../record-go.sh. Every file is written exactly as net/http/pprof served it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { goVersion, opsUrl, processCounters, run, workload } from './run.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const [name, outdir = join(here, '../../../public/recordings', name ?? '')] = process.argv.slice(2)
const spec = workload(name)
// STEPS shortens a run for trying a workload out; a kept recording has the workload's own length.
const steps = Number(process.env.STEPS ?? spec.steps)
const changeAt = process.env.STEPS ? Math.floor(steps / 2) : spec.changeAfterStep
const stepMs = spec.stepSeconds * 1000

const SNAPSHOTS = [
  { kind: 'heap', prefix: 'heap', path: 'heap?gc=1', covers: 'cumulative' },
  { kind: 'block', prefix: 'block', path: 'block', covers: 'cumulative' },
  { kind: 'lock', prefix: 'mutex', path: 'mutex', covers: 'cumulative' },
  { kind: 'goroutines', prefix: 'goroutine', path: 'goroutine', covers: 'gauge' },
]

const captures = []
const files = new Map() // written at the end: until then an older recording in the same folder stays whole
const counters = []

async function fetchProfile(path) {
  const response = await fetch(`${opsUrl}/debug/pprof/${path}`)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}

/** `time_nanos` and `duration_nanos` of a profile, in ms: fields 9 and 10 of the outer message. */
function timesOf(gz) {
  const bytes = gunzipSync(gz)
  const found = { 9: 0n, 10: 0n }
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    if ((tag & 7) === 2) {
      const length = Number(varint())
      at += length
    } else found[tag >> 3] = varint()
  }
  return { timeMs: Number(found[9] / 1_000_000n), durationMs: Number(found[10] / 1_000_000n) }
}

function keep(prefix, kind, covers, bytes, fromMs, untilMs) {
  const number = captures.filter((c) => c.kind === kind).length + 1
  const file = `${prefix}-${String(number).padStart(4, '0')}.pb.gz`
  files.set(file, bytes)
  captures.push({ file, kind, from: ist(fromMs), until: ist(untilMs), covers })
}

/** One set of snapshots; returns the moments just before and just after it, which are where windows may begin and end. */
async function snapshot(process) {
  const before = Date.now()
  for (const { kind, prefix, path, covers } of SNAPSHOTS) {
    const bytes = await fetchProfile(path)
    const { timeMs } = timesOf(bytes)
    keep(prefix, kind, covers, bytes, covers === 'gauge' ? timeMs : process.startedAt.getTime(), timeMs)
  }
  counters.push({ at: ist(Date.now()), ...processCounters(process.pid) })
  return { before, after: Date.now() + 1, served: await process.served() }
}

function ist(ms) {
  return new Date(ms + 5.5 * 3600_000).toISOString().replace('Z', '+05:30')
}

const loads = spec.load.rates
const process_ = await run(spec, loads.at(-1))
// Warm up under the full load first, so that buffers and pools have their final size before the first capture.
await sleep(spec.warmSeconds * 1000)
process_.setRate(loads[0])
await sleep(5000)

const sets = [await snapshot(process_)]
const marks = []
const t0 = Date.now()
for (let step = 1; step <= steps; step++) {
  const endMs = t0 + step * stepMs
  const seconds = Math.floor((endMs - Date.now()) / 1000 - 0.3)
  const bytes = await fetchProfile(`profile?seconds=${seconds}`)
  const { timeMs, durationMs } = timesOf(bytes)
  keep('cpu', 'cpu', 'interval', bytes, timeMs, timeMs + durationMs)
  await sleep(endMs - Date.now())
  sets.push(await snapshot(process_))
  if (step === changeAt && spec.change) {
    await spec.change(process_)
    marks.push({ at: ist(Date.now()), text: spec.changeText })
  }
  console.error(`${name}: step ${step} of ${steps}, answered ${sets.at(-1).served}, cpu ${counters.at(-1).cpuSeconds.toFixed(1)} s, rss ${(counters.at(-1).rssBytes / 1e6).toFixed(0)} MB`)
}
await process_.stop()

const window = (windowName, first, last) => ({ name: windowName, from: ist(sets[first].before), until: ist(sets[last].after) })
// The step in which the load changes belongs to neither window.
const windows = spec.change
  ? [window(spec.windowNames?.[0] ?? 'healthy', 0, changeAt), window(spec.windowNames?.[1] ?? 'incident', changeAt + 1, steps)]
  : spec.windowNames.length === 1 ? [window(spec.windowNames[0], 0, steps)]
    : [window(spec.windowNames[0], 0, Math.floor(steps / 2) - 1), window(spec.windowNames[1], Math.floor(steps / 2), steps)]

const perSecond = (first, last) => (1000 * (sets[last].served - sets[first].served) / (sets[last].after - sets[first].after)).toFixed(0)
const answered = spec.change && spec.load.rates.length > 1
  ? `Answered: ${perSecond(0, changeAt)} per second before the change, ${perSecond(changeAt, steps)} after it.`
  : `Answered: ${perSecond(0, steps)} per second.`
const version = goVersion()
const cost = JSON.parse(readFileSync(join(here, 'cost.json'), 'utf8'))[spec.costOf ?? name]?.cost ?? []
const sampling = `Recorded with ${version}, GOMAXPROCS=1, pinned to one core; CPU profile at 100 Hz, ${spec.stepSeconds - 1} s of every ${spec.stepSeconds} s; `
  + 'MemProfileRate 524288 (the default), heap read with ?gc=1; SetMutexProfileFraction(10); SetBlockProfileRate(10000), so waits under 10 µs are sampled. '
  + 'Profiles are exactly as net/http/pprof served them.'
const recording = {
  format: 'trifold-recording', version: 1,
  service: spec.service, runtime: version, labels: spec.labels, cores: 1,
  title: spec.title, note: `${spec.note} ${answered} ${sampling}`,
  windows, opens: windows.at(-1).name, marks,
  captures: captures.sort((a, b) => (a.until < b.until ? -1 : 1)), process: counters, cost,
}
mkdirSync(outdir, { recursive: true })
for (const old of readdirSync(outdir)) if (old.endsWith('.pb.gz')) rmSync(join(outdir, old))
for (const [file, bytes] of files) writeFileSync(join(outdir, file), bytes)
writeFileSync(join(outdir, 'recording.json'), toJson(recording))
console.error(`${name}: wrote ${captures.length} captures to ${outdir}`)

/** One line per capture and counter: the file stays short, and a difference between two recordings readable. */
function toJson(value) {
  const lines = Object.entries(value).map(([key, entry]) => {
    const many = Array.isArray(entry) && entry.length > 0
    const text = many ? `[\n${entry.map((e) => `    ${JSON.stringify(e)}`).join(',\n')}\n  ]` : JSON.stringify(entry)
    return `  ${JSON.stringify(key)}: ${text}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}
