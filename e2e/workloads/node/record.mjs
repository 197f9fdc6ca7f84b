// Records catalogue-render:  node record.mjs <outdir>
// One .cpuprofile per 15 s and one .heapprofile at each edge, both through the inspector of the process itself.

import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const HOME = '/srv/catalogue-render'
const here = path.dirname(new URL(import.meta.url).pathname)
const outdir = path.resolve(process.argv[2])
const STEPS = 17
const HEALTHY = 4
const SECONDS = 15

const ist = (ms) => new Date(ms + 5.5 * 3600e3).toISOString().replace('Z', '+05:30')

mkdirSync(HOME, { recursive: true })
mkdirSync(outdir, { recursive: true })
cpSync(path.join(here, 'render'), HOME, { recursive: true })
const child = spawn('taskset', ['-c', '1', 'nice', '-n', '-15', process.env.WORKLOAD_NODE ?? '/usr/bin/node', 'server.mjs'], {
  cwd: HOME,
  env: { PATH: '/usr/bin:/bin', HOME, TZ: 'Asia/Kolkata' },
  stdio: ['pipe', 'pipe', 'inherit'],
})
const answers = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]()
await answers.next()
const ask = async (line) => {
  child.stdin.write(line + '\n')
  return JSON.parse((await answers.next()).value)
}
function counters() {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1])
  return { at: ist(Date.now()), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, rssBytes: pages * 4096, threads: Number(fields[17]) }
}

await sleep(15000)
const captures = []
const points = []
const marks = []
const edges = []
const heap = async (n) => {
  const file = `heap-${String(n).padStart(4, '0')}.heapprofile`
  const { at } = await ask('heap ' + path.join(outdir, file))
  captures.push({ file, kind: 'heap', from: ist(at), until: ist(at), covers: 'gauge' })
  points.push(counters())
  edges.push(at)
}
await heap(0)
for (let n = 1; n <= STEPS; n++) {
  const begun = (await ask('cpu-start')).done
  await sleep(SECONDS * 1000)
  const file = `cpu-${String(n).padStart(4, '0')}.cpuprofile`
  const ended = (await ask('cpu-stop ' + path.join(outdir, file))).at
  captures.push({ file, kind: 'cpu', from: ist(begun), until: ist(ended), covers: 'interval' })
  await heap(n)
  if (n === HEALTHY) marks.push({ at: ist((await ask('trouble')).at), text: 'release: compiled templates are no longer kept' })
}
child.stdin.write('quit\n')
const until = ist(Date.parse(points.at(-1).at) + 1)
writeFileSync(
  path.join(outdir, 'recording.json'),
  JSON.stringify(
    {
      format: 'trifold-recording',
      version: 1,
      service: 'catalogue-render',
      runtime: 'node ' + process.version.slice(1),
      labels: { region: 'ap-south-1', version: 'v18.2.0' },
      cores: 1,
      title: 'Templates parsed and checked again on every request',
      note:
        'A shop renders category pages as HTML and JSON for its own stream of 70 requests a second, pinned to one core. ' +
        'After the mark the compiled template is not kept, so every page parses it again. CPU and heap through the ' +
        'inspector inside the process: one CPU profile per 15 s at 4 ms, sampled heap at 64 KiB since the start. ' +
        'Node runs JavaScript on one thread: there is no lock profile.',
      windows: [
        { name: 'healthy', from: ist(edges[0]), until: ist(edges[HEALTHY]) },
        { name: 'incident', from: ist(edges[HEALTHY]), until },
      ],
      opens: 'incident',
      marks,
      captures,
      process: points,
      cost: [],
    },
    null,
    1,
  ) + '\n',
)
