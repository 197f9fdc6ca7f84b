// Measures what collecting each profile costs one workload: CPU time per answered request, with a profiler on and with
// none, in slices of a second or two that take turns inside one process. On a shared machine the same work costs 20 % more
// or less from one minute to the next; neighbouring slices share that, so their ratio does not.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { opsUrl, run, workload } from './run.mjs'
import { workloads } from './workloads.mjs'

const ROUNDS = 20
// The 95 % interval of a median of 20 values is from the 6th to the 15th of them, whatever their distribution.
const [LOW, HIGH] = [5, 14]
const CAPTURE_EVERY = 15 // seconds, as in the recordings
const here = dirname(fileURLToPath(import.meta.url))
const recordings = join(here, '../../../public/recordings')
const [name] = process.argv.slice(2)
const spec = workload(name)

const OFF = 'mutex=0&block=0&heap=0'
const SLICES = [
  { id: 'none', rates: OFF, fetches: [] },
  { id: 'cpu', rates: OFF, fetches: ['profile?seconds=2'] },
  { id: 'heap', rates: 'mutex=0&block=0&heap=524288', fetches: [] },
  { id: 'heapSnapshot', rates: OFF, fetches: ['heap?gc=1'] },
  { id: 'lock', rates: 'mutex=10&block=10000&heap=0', fetches: [] },
  { id: 'lockSnapshot', rates: OFF, fetches: ['block', 'mutex', 'goroutine'] },
]

/** CPU nanoseconds of all threads; the counters of /proc/<pid>/stat are too coarse for a second of a service that waits. */
function cpuNs(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .reduce((sum, tid) => sum + Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0]), 0)
}

const service = await run(spec, spec.load.rates.at(-1))
await sleep(5000)

async function cpuPerRequest({ rates, fetches }) {
  await (await fetch(`${opsUrl}/rates?${rates}`)).text()
  const before = { ns: cpuNs(service.pid), served: await service.served() }
  const end = Date.now() + 1000
  for (const path of fetches) await (await fetch(`${opsUrl}/debug/pprof/${path}`)).arrayBuffer()
  await sleep(Math.max(0, end - Date.now()))
  const after = { ns: cpuNs(service.pid), served: await service.served() }
  return (after.ns - before.ns) / 1e6 / (after.served - before.served)
}

const noneMs = []
const overheads = Object.fromEntries(SLICES.map(({ id }) => [id, []]))
for (let round = 0; round < ROUNDS; round++) {
  const ms = {}
  for (let i = 0; i < SLICES.length; i++) {
    // Each round begins elsewhere, so that no slice always comes first after the same other.
    const slice = SLICES[(i + round) % SLICES.length]
    ms[slice.id] = await cpuPerRequest(slice)
  }
  noneMs.push(ms.none)
  for (const { id } of SLICES) overheads[id].push(100 * (ms[id] / ms.none - 1))
}
await service.stop()

const sorted = (values) => [...values].sort((a, b) => a - b)
const median = (values) => (sorted(values)[ROUNDS / 2 - 1] + sorted(values)[ROUNDS / 2]) / 2
const round1 = (x) => Number(x.toFixed(1)) + 0 // + 0: no "-0"

/** A profiler costs what its sampling costs all the time, and one capture's work every 15 s. */
function entry(kind, profiler, sampling, snapshot, what) {
  const perCapture = snapshot ? median(overheads[snapshot]) / CAPTURE_EVERY : 0
  const overheadPct = round1(median(overheads[sampling]) + perCapture)
  const [low, high] = [LOW, HIGH].map((rank) => round1(sorted(overheads[sampling])[rank] + perCapture))
  const verdict = low <= 0 && high >= 0 ? 'not told apart from none' : 'told apart from none'
  return { profiler, kind, overheadPct,
    how: `CPU per request with vs. without (${median(noneMs).toPrecision(3)} ms), ${ROUNDS} pairs of neighbouring slices of 1-2 s in one process, `
      + `median, 95 % interval ${low} to ${high} %: ${verdict}; ${what}` }
}

const cost = [
  entry('cpu', 'go cpu profile 100 Hz', 'cpu', undefined, 'a profile of 2 s each time, writing it included'),
  entry('heap', 'go heap profile, MemProfileRate 524288', 'heap', 'heapSnapshot',
    `includes one snapshot with ?gc=1 every ${CAPTURE_EVERY} s, measured apart: ${round1(median(overheads.heapSnapshot) / CAPTURE_EVERY)} points of it`),
  entry('lock', 'go block profile, rate 10000, and mutex profile, fraction 10', 'lock', 'lockSnapshot',
    `includes one block, mutex and goroutine snapshot every ${CAPTURE_EVERY} s, measured apart: ${round1(median(overheads.lockSnapshot) / CAPTURE_EVERY)} points of it`),
]
for (const c of cost) console.error(`${name}: ${c.kind} ${c.overheadPct} %, ${c.how}`)

const file = join(here, 'cost.json')
const all = JSON.parse(readFileSync(file, 'utf8'))
all[name] = { cost }
writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`)

// Recordings already made of this program get the figures too.
for (const [recorded, { costOf = recorded }] of Object.entries(workloads)) {
  if (costOf !== name) continue
  const path = join(recordings, recorded, 'recording.json')
  if (!existsSync(path)) continue
  const lines = cost.map((c) => `    ${JSON.stringify(c)}`).join(',\n')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/ {2}"cost": \[[\s\S]*\]\n\}\n$/, `  "cost": [\n${lines}\n  ]\n}\n`))
}
