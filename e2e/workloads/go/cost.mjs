// Measures what collecting each profile costs one workload: CPU seconds per answered request, without any profiler and
// with each one alone, in turns. CPU per request is not disturbed by who else uses the machine's other core, and it also
// says something about a service that is mostly waiting, where throughput would hide everything.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { opsUrl, run, workload } from './run.mjs'
import { workloads } from './workloads.mjs'

const ROUNDS = 3
const SECONDS = 8
const here = dirname(fileURLToPath(import.meta.url))
const recordings = join(here, '../../../public/recordings')
const [name] = process.argv.slice(2)
const spec = workload(name)

const NO_LOCKS = ['-mutex-fraction', '0', '-block-rate', '0']
const NO_HEAP = { GODEBUG: 'memprofilerate=0' }
const CONFIGS = [
  { id: 'none', args: NO_LOCKS, env: NO_HEAP, collect: [] },
  { id: 'cpu', args: NO_LOCKS, env: NO_HEAP, collect: [`profile?seconds=${SECONDS - 1}`],
    profiler: 'go cpu profile 100 Hz', what: `one profile of ${SECONDS - 1} s in each run` },
  { id: 'heap', args: NO_LOCKS, env: {}, collect: ['heap?gc=1'],
    profiler: 'go heap profile, MemProfileRate 524288', what: 'one snapshot with ?gc=1 in each run, its forced collection included' },
  { id: 'lock', args: [], env: NO_HEAP, collect: ['block', 'mutex', 'goroutine'],
    profiler: 'go block profile, rate 10000, and mutex profile, fraction 10', what: 'one block, mutex and goroutine snapshot in each run' },
]

/** CPU nanoseconds of all threads; the counters of /proc/<pid>/stat are too coarse for a service that mostly waits. */
function cpuNs(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .reduce((sum, tid) => sum + Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0]), 0)
}

async function cpuMsPerRequest({ args, env, collect }) {
  const process_ = await run(spec, { extraArgs: args, env, rate: spec.load.rates.at(-1) })
  await sleep(3000)
  const before = { ns: cpuNs(process_.pid), served: await process_.served() }
  const end = Date.now() + SECONDS * 1000
  for (const path of collect) await (await fetch(`${opsUrl}/debug/pprof/${path}`)).arrayBuffer()
  await sleep(end - Date.now())
  const after = { ns: cpuNs(process_.pid), served: await process_.served() }
  await process_.stop()
  return (after.ns - before.ns) / 1e6 / (after.served - before.served)
}

const measured = Object.fromEntries(CONFIGS.map(({ id }) => [id, []]))
for (let round = 0; round < ROUNDS; round++) {
  for (const config of CONFIGS) {
    measured[config.id].push(await cpuMsPerRequest(config))
    console.error(`${name}: ${config.id} ${measured[config.id].at(-1).toFixed(4)} ms of CPU per request`)
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const base = median(measured.none)
const spreadPct = 50 * (Math.max(...measured.none) - Math.min(...measured.none)) / base
const cost = CONFIGS.filter(({ profiler }) => profiler).map(({ id, profiler, what }) => {
  const overheadPct = Number((100 * (median(measured[id]) / base - 1)).toFixed(1))
  const inside = Math.abs(overheadPct) <= spreadPct ? 'inside' : 'outside'
  return { profiler, kind: id, overheadPct,
    how: `CPU per request with vs. without (${base.toPrecision(3)} ms), ${ROUNDS} x ${SECONDS} s each in turns, medians; ${what}; `
      + `${inside} the run-to-run spread of ±${spreadPct.toFixed(1)} % without any profiler` }
})

const file = join(here, 'cost.json')
const all = JSON.parse(readFileSync(file, 'utf8'))
all[name] = { cpuMsPerRequest: measured, cost }
writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`)

// Recordings already made of this program get the figures too.
for (const [recorded, { costOf = recorded }] of Object.entries(workloads)) {
  if (costOf !== name) continue
  const path = join(recordings, recorded, 'recording.json')
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    continue
  }
  const lines = cost.map((c) => `    ${JSON.stringify(c)}`).join(',\n')
  writeFileSync(path, text.replace(/ {2}"cost": \[[\s\S]*\]\n\}\n$/, `  "cost": [\n${lines}\n  ]\n}\n`))
}
