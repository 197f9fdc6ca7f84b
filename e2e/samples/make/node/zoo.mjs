// A little CPU, garbage and kept memory; writes V8 profiles through the inspector, or pprof through @datadog/pprof.
//   node zoo.mjs v8 <outdir>      node zoo.mjs pprof <outdir>

import { createHash } from 'node:crypto'
import { createWriteStream, writeFileSync } from 'node:fs'
import inspector from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'

const [, , mode, outdir] = process.argv
const kept = []

function render(n) {
  return JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ id: n + i, title: `row ${i}`, tags: ['a', 'b', String(n)] })))
}
function digest(text) {
  return createHash('sha256').update(text).digest('hex')
}
function keep(n) {
  kept.push({ n, list: new Array(200).fill(n), name: `kept ${n}` })
}
async function work(seconds) {
  const end = Date.now() + seconds * 1000
  for (let n = 0; Date.now() < end; n++) {
    digest(render(n))
    if (n % 5 === 0) keep(n)
    await sleep(2)
  }
}

const truth = (cpu, begun) => {
  const used = process.cpuUsage(cpu)
  return { node: process.version, cpuSeconds: (used.user + used.system) / 1e6, seconds: (Date.now() - begun) / 1000, heapUsed: process.memoryUsage().heapUsed }
}

if (mode === 'v8') {
  const session = new inspector.Session()
  session.connect()
  const post = (method, params) =>
    new Promise((resolve, reject) => session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))))
  await post('Profiler.enable')
  await post('HeapProfiler.startSampling', { samplingInterval: 32768 })
  await post('Profiler.start')
  const cpu = process.cpuUsage()
  const begun = Date.now()
  await work(4)
  writeFileSync(`${outdir}/zoo.cpuprofile`, JSON.stringify((await post('Profiler.stop')).profile))
  writeFileSync(`${outdir}/truth.json`, JSON.stringify(truth(cpu, begun)))
  writeFileSync(`${outdir}/zoo.heapprofile`, JSON.stringify((await post('HeapProfiler.stopSampling')).profile))
  await post('HeapProfiler.startSampling', { samplingInterval: 32768, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true })
  await work(2)
  writeFileSync(`${outdir}/alloc.heapprofile`, JSON.stringify((await post('HeapProfiler.stopSampling')).profile))
  kept.length = 0
  if (globalThis.gc) globalThis.gc()
  const out = createWriteStream(`${outdir}/zoo.heapsnapshot`)
  session.on('HeapProfiler.addHeapSnapshotChunk', (message) => out.write(message.params.chunk))
  await post('HeapProfiler.takeHeapSnapshot')
  out.end()
} else {
  const pprof = (await import('@datadog/pprof')).default
  const cpu = process.cpuUsage()
  const begun = Date.now()
  pprof.heap.start(64 * 1024, 64)
  pprof.time.start({ durationMillis: 4000, intervalMicros: 10000, withContexts: true, collectCpuTime: true })
  await work(4)
  const wall = pprof.time.stop()
  const heap = pprof.heap.profile()
  writeFileSync(`${outdir}/truth.json`, JSON.stringify(truth(cpu, begun)))
  writeFileSync(`${outdir}/wall.pb.gz`, await pprof.encode(wall))
  writeFileSync(`${outdir}/heap.pb.gz`, await pprof.encode(heap))
}
