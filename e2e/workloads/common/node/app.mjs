// app.mjs SITUATION TRUTH_FILE: one small service in one known situation. Writes its own counters once a second.
import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { PerformanceObserver } from 'node:perf_hooks'
import { Worker, isMainThread, workerData } from 'node:worker_threads'

const sleepMs = (ms) => new Promise((done) => setTimeout(done, ms))
// Shared between threads: 0 the lock, 1 who waits, then sums in nanoseconds.
const shared = isMainThread ? new SharedArrayBuffer(64) : workerData.shared
const lock = new Int32Array(shared, 0, 2)
const sums = new BigInt64Array(shared, 8, 4) // waited, since, allocated by workers
const nowNs = () => process.hrtime.bigint()

function settle(work) {
  const at = nowNs()
  Atomics.add(lock, 1, 1)
  Atomics.add(sums, 1, at)
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) Atomics.wait(lock, 0, 1)
  Atomics.sub(lock, 1, 1)
  Atomics.sub(sums, 1, at)
  Atomics.add(sums, 0, nowNs() - at)
  work()
  Atomics.store(lock, 0, 0)
  Atomics.notify(lock, 0, 1)
}

function syncJournal() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4)
}

function verifySignature(seed) {
  let value = seed
  for (let i = 0; i < 200_000; i++) value = (Math.imul(value, 1103515245) + 12345) | 0
  return value
}

let allocated = 0
let held = 0
let sink = 0
const cache = []

function parseScores(rows) {
  const page = []
  for (let i = 0; i < rows; i++) page.push({ player: `player ${i}`, runs: [i, i + 1, i + 2], of: page })
  allocated += rows * 144
  return page
}

function quotePage(numbers) {
  allocated += numbers * 8
  return new Array(numbers).fill(0.5)
}

function post() {
  sink += quotePage(32_000).length + verifySignature(3)
  Atomics.add(sums, 2, 256_000n)
}

async function forever(once, pauseMs) {
  for (;;) {
    once()
    await (pauseMs === undefined ? new Promise((done) => setImmediate(done)) : sleepMs(pauseMs))
  }
}

function startIo() {
  const server = createServer((one) => one.on('data', () => setTimeout(() => one.write('quote1'), 200)))
  server.listen(0, '127.0.0.1', () => {
    for (let i = 0; i < 24; i++) {
      const mine = connect(server.address().port, '127.0.0.1')
      mine.on('data', () => mine.write('quote?'))
      mine.write('quote?')
    }
  })
}

function startWorkers(count, work) {
  for (let i = 0; i < count; i++) new Worker(new URL(import.meta.url), { workerData: { shared, work } })
}

const threads = { lock: 8, cascade: 6 }
const situations = {
  cpu: () => forever(() => (sink += verifySignature(7))),
  throttled: () => forever(() => (sink += verifySignature(7))),
  churn: () => {
    const live = Array.from({ length: 60 }, () => parseScores(2000))
    return forever(() => (sink += parseScores(2000).length + live.length))
  },
  leak: () =>
    forever(() => {
      cache.push(quotePage(8192))
      held += 65_536
    }, 60),
  lock: () => startWorkers(threads.lock, 'lock'),
  cascade: () => startWorkers(threads.cascade, 'cascade'),
  idle: () => setInterval(() => sink++, 1000),
  io: startIo,
  sawtooth: () =>
    forever(() => {
      for (let i = 0; i < 8; i++) sink += quotePage(16_000).length
      sink += verifySignature(3)
    }, 100),
}

if (isMainThread) {
  const [, , situation, truthFile] = process.argv
  let collectorMs = 0
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collectorMs += duration
  }).observe({ entryTypes: ['gc'] })
  writeFileSync(truthFile, '')
  setInterval(() => {
    const now = nowNs()
    const wait = sums[0] + BigInt(lock[1]) * now - sums[1]
    const row = {
      at_ns: Number(now),
      alloc_bytes: allocated + Number(sums[2]),
      live_bytes: held,
      wait_ns: Number(wait),
      threads: threads[situation] ?? 1,
      collector_ns: Math.round(collectorMs * 1e6),
    }
    appendFileSync(truthFile, `${JSON.stringify(row)}\n`)
  }, 1000)
  process.on('SIGTERM', () => process.exit(0))
  situations[situation]()
} else if (workerData.work === 'lock') for (;;) settle(syncJournal)
else for (;;) settle(post)
