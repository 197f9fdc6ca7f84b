/**
 * `npm run fuzz -- --minutes 30`: hostile inputs for everything that takes input from outside, until the time is over. The work is done
 * in a thread that is watched, so that an input that never ends is found as well. What fails is made small and kept in `found/`, where
 * `fuzz.slow.test.ts` tries it with every `npm test`.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { askedParts } from './askedParts.ts'
import { fileParts } from './fileParts.ts'
import type { Part } from './part.ts'
import { inputOf, problemOf, smallest, type Count } from './run.ts'
import { textParts } from './textParts.ts'
import { waitParts } from './waitParts.ts'

const parts = [...fileParts, ...textParts, ...askedParts, ...waitParts]
const hangMs = 30_000

interface Told {
  readonly part: number
  readonly turn: number
  readonly count?: Count
  readonly failed?: { readonly problem: string; readonly input: Uint8Array }
}

if (isMainThread) await watch()
else await work(workerData as Work)

interface Work {
  readonly seed: number
  readonly only: readonly number[]
  readonly untilMs: number
  /** Per part: the turn to begin with. */
  readonly turns: readonly number[]
  /** Shared: part and turn that are being worked on, and how many inputs were tried, which grows while one is made small too. */
  readonly at: Int32Array
}

async function work({ seed, only, untilMs, turns, at }: Work): Promise<void> {
  const next = [...turns]
  const seeds = new Map<number, readonly Uint8Array[]>()
  for (const index of only) seeds.set(index, (await parts[index]?.seeds()) ?? [])
  const known = new Set<string>()
  while (Date.now() < untilMs) {
    for (const index of only) {
      const part = parts[index]
      if (!part) continue
      const count: Count = { inputs: 0, accepted: 0, slowestCpuMs: 0 }
      const startedAt = Date.now()
      // Turns go round, a third of a second for each part, so that every part gets the same time.
      while (Date.now() - startedAt < 300) {
        const turn = (next[index] ?? 0) + 1
        next[index] = turn
        at[0] = index
        at[1] = turn
        at[2] = (at[2] ?? 0) + 1
        const input = inputOf(seeds.get(index) ?? [], seed, turn)
        const { problem, accepted, cpuMs } = await problemOf(part, input)
        count.inputs++
        if (accepted) count.accepted++
        count.slowestCpuMs = Math.max(count.slowestCpuMs, cpuMs)
        const kind = `${part.name} ${problem?.replace(/\d+/g, '#')}`
        if (problem === undefined || known.has(kind)) continue
        known.add(kind)
        parentPort?.postMessage({
          part: index,
          turn,
          failed: { problem, input: await smallest(counting(part, at), input, problem) },
        } satisfies Told)
      }
      parentPort?.postMessage({ part: index, turn: next[index] ?? 0, count } satisfies Told)
    }
  }
}

async function watch(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      part: { type: 'string' },
    },
  })
  const seed = Number(values.seed)
  const untilMs = Date.now() + Number(values.minutes) * 60_000
  const only = parts.flatMap(({ name }, index) =>
    values.part === undefined || name.startsWith(values.part) ? [index] : [],
  )
  if (only.length === 0) {
    console.error(`fuzz: no part is called ${values.part}; there are ${parts.map(({ name }) => name).join(', ')}`)
    process.exitCode = 2
    return
  }
  const counts = parts.map((): Count => ({ inputs: 0, accepted: 0, slowestCpuMs: 0 }))
  const turns = parts.map(() => 0)
  let failures = 0
  const fail = (index: number, problem: string, input: Uint8Array): void => {
    failures++
    const name = `${(parts[index]?.name ?? '').replaceAll(' ', '-')}.${createHash('sha256').update(input).digest('hex').slice(0, 12)}.input`
    writeFileSync(join(fileURLToPath(new URL('found', import.meta.url)), name), input)
    console.log(`FAILED ${parts[index]?.name}: ${problem} (${input.length} bytes, found/${name})`)
  }
  const report = (): void => {
    console.log(`seed ${seed}`)
    for (const index of only) {
      const { inputs, accepted, slowestCpuMs } = counts[index] ?? { inputs: 0, accepted: 0, slowestCpuMs: 0 }
      console.log(
        `${(parts[index]?.name ?? '').padEnd(20)} ${String(inputs).padStart(9)} inputs, ${String(accepted).padStart(9)} accepted, slowest ${Math.round(slowestCpuMs)} ms CPU`,
      )
    }
    console.log(`${counts.reduce((sum, { inputs }) => sum + inputs, 0)} inputs, ${failures} failed`)
  }
  // A run that is ended early says how far it came.
  process.once('SIGINT', () => {
    report()
    process.exit(failures === 0 ? 0 : 1)
  })
  while (Date.now() < untilMs) {
    const at = new Int32Array(new SharedArrayBuffer(12))
    const ended = await oneWorker({ seed, only, untilMs, turns, at }, (told) => {
      turns[told.part] = told.turn
      const count = counts[told.part]
      if (told.failed) fail(told.part, told.failed.problem, told.failed.input)
      if (!told.count || !count) return
      count.inputs += told.count.inputs
      count.accepted += told.count.accepted
      count.slowestCpuMs = Math.max(count.slowestCpuMs, told.count.slowestCpuMs)
    })
    if (ended === 'done') break
    const [index = 0, turn = 0] = at
    if (turn === 0) throw new Error(ended)
    fail(index, ended, inputOf((await parts[index]?.seeds()) ?? [], seed, turn))
    turns[index] = turn
  }
  report()
  process.exitCode = failures === 0 ? 0 : 1
}

/** "done", or how it ended instead. */
function oneWorker(data: Work, tell: (told: Told) => void): Promise<string> {
  return new Promise((resolve) => {
    // A thread of its own does not know TypeScript yet.
    const starting = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}) })`
    const worker = new Worker(starting, { eval: true, workerData: data })
    let seen = ''
    const watching = setInterval(() => {
      const now = `${data.at[0]} ${data.at[1]} ${data.at[2]}`
      if (now === seen && now !== '0 0 0') {
        clearInterval(watching)
        void worker.terminate().then(() => resolve(`took more than ${hangMs / 1000} s`))
      }
      seen = now
    }, hangMs)
    worker.on('message', tell)
    worker.on('error', (error) => {
      clearInterval(watching)
      resolve(`ended the thread: ${error.message} ${/\n\s+at (.*)/.exec(error.stack ?? '')?.[1] ?? ''}`)
    })
    worker.on('exit', (code) => {
      clearInterval(watching)
      if (code === 0) resolve('done')
    })
  })
}

/** The same part; who watches sees that it is being used. */
function counting(part: Part, at: Int32Array): Part {
  return {
    ...part,
    run: (input) => {
      at[2] = (at[2] ?? 0) + 1
      return part.run(input)
    },
  }
}
