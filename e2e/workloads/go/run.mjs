// Builds and starts one workload: its helpers, the service and the load generator. Everything runs from /srv/<service>
// and is built with -trimpath, so that a profile names no folder of the machine it was recorded on.
import { spawn, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { workloads } from './workloads.mjs'

const here = dirname(fileURLToPath(import.meta.url))
export const opsUrl = 'http://127.0.0.1:6061'
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1)) // and the children with it
const SERVICE_CORE = '0'
const OTHER_CORE = '1'

export function workload(name) {
  const spec = workloads[name]
  if (!spec) throw new Error(`no such workload: ${name}. There are: ${Object.keys(workloads).join(', ')}`)
  return { name, service: name, load: {}, helpers: [], tags: '', ...spec }
}

function build(pkg, into, tags = '') {
  const dir = join('/srv', into)
  mkdirSync(dir, { recursive: true })
  const binary = join(dir, pkg.split('/').at(-1))
  execFileSync('go', ['build', '-trimpath', '-buildvcs=false', '-tags', tags, '-o', binary, `./${pkg}`], {
    cwd: here, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' }, // one static binary: no system library in the profile either
  })
  return binary
}

/**
 * Elevated priority and one core of its own: the service's share of its CPU is then the service's, not the machine's.
 * Where the kernel groups processes by session (sched_autogroup), nice counts only within the group: so each gets a
 * session of its own (`detached`) and the priority is given to the group as well.
 */
function start(binary, args, { core, nice, env = {}, stdin = 'ignore' }) {
  const child = spawn('taskset', ['-c', core, 'nice', '-n', nice, binary, ...args], {
    cwd: dirname(binary), stdio: [stdin, 'inherit', 'inherit'], env: { PATH: process.env.PATH, ...env }, detached: true,
  })
  if (existsSync(`/proc/${child.pid}/autogroup`)) writeFileSync(`/proc/${child.pid}/autogroup`, nice)
  process.on('exit', () => child.kill('SIGKILL'))
  child.on('exit', (code, signal) => {
    if (child.stopped) return
    console.error(`${binary} ended by itself (${code ?? signal})`)
    process.exit(1)
  })
  return child
}

/** Starts everything. The pid is the service's own: taskset and nice replace themselves by it. */
export async function run(spec, rate) {
  const binary = build(spec.service, spec.service, spec.tags)
  const children = []
  for (const { pkg, args } of spec.helpers) {
    children.push(start(build(pkg, spec.service), args, { core: OTHER_CORE, nice: '-20' }))
  }
  await sleep(300)
  const startedAt = new Date()
  const service = start(binary, [], { core: SERVICE_CORE, nice: '-15', env: { GOMAXPROCS: '1' } })
  children.push(service)
  await ready()
  const { proto = 'http', ask = '/', conns = 8, body = 0 } = spec.load
  const loadgen = start(build('loadgen', 'loadgen'),
    ['-proto', proto, '-ask', ask, '-conns', String(conns), '-body', String(body), '-rate', String(rate)],
    { core: OTHER_CORE, nice: '-20', stdin: 'pipe' })
  children.push(loadgen)
  return {
    pid: service.pid,
    startedAt,
    setRate: (r) => loadgen.stdin.write(`rate ${r}\n`),
    served: async () => Number(await (await fetch(`${opsUrl}/served`)).text()),
    async stop() {
      for (const child of children.reverse()) {
        child.stopped = true
        child.kill('SIGKILL')
      }
      await sleep(300)
    },
  }
}

/** Both ports answer: a service may still be filling its caches when its operations port is already open. */
async function ready() {
  for (let tries = 0; tries < 600; tries++) {
    if (await accepts(6061) && await accepts(7001)) return
    await sleep(100)
  }
  throw new Error('the service did not open its ports within 60 s')
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true) })
    socket.on('error', () => resolve(false))
  })
}

/** CPU seconds, resident bytes and threads, as the kernel counts them. */
export function processCounters(pid) {
  // Fields are counted after the command, which may itself hold spaces and brackets. The kernel counts in 1/100 s.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const rssKib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, rssBytes: Number(rssKib) * 1024, threads: Number(fields[17]) }
}

export function goVersion() {
  return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim()
}
