/** The loop: one input after the other through its part, with what it cost. Everything follows from the seed. */
import { mulberry32 } from '../../core/base/random.ts'
import { mutated } from './mutate.ts'
import type { Part } from './part.ts'
import { shrunk } from './shrink.ts'

export interface Failure {
  readonly part: string
  readonly problem: string
  readonly input: Uint8Array
}

export interface Count {
  inputs: number
  /** Inputs that were read or answered rather than refused. */
  accepted: number
  slowestCpuMs: number
}

const defaultMostCpuMs = 2000
const mostMemoryBytes = 0.9e9
/** A process of tests has had others before. */
const memoryBefore = process.memoryUsage.rss()

/** What is wrong with how `part` takes this input, if anything is. */
export async function problemOf(
  part: Part,
  input: Uint8Array,
  mostCpuMs = defaultMostCpuMs,
): Promise<{ readonly problem?: string; readonly accepted: boolean; readonly cpuMs: number }> {
  const before = process.cpuUsage()
  let outcome: Awaited<ReturnType<Part['run']>>
  try {
    outcome = await part.run(input)
  } catch (thrown) {
    const where =
      thrown instanceof Error
        ? (/\(?([^\s(]*\/src\/[^\s)]*)/.exec(thrown.stack ?? '')?.[1]?.replace(/.*\/src\//, 'src/') ?? '')
        : ''
    outcome = { problem: `threw ${String(thrown)} ${where}`, accepted: false }
  }
  const { user, system } = process.cpuUsage(before)
  const cpuMs = (user + system) / 1000
  if (outcome.problem !== undefined) return { ...outcome, cpuMs }
  if (cpuMs > mostCpuMs) return { problem: `took ${Math.round(cpuMs)} ms of CPU`, accepted: outcome.accepted, cpuMs }
  const memory = process.memoryUsage.rss() - memoryBefore
  if (memory > mostMemoryBytes)
    return { problem: `left ${Math.round(memory / 1e6)} MB in use`, accepted: outcome.accepted, cpuMs }
  return { accepted: outcome.accepted, cpuMs }
}

/** The input of one turn; the same for the same seed, part and turn. */
export function inputOf(seeds: readonly Uint8Array[], seed: number, turn: number): Uint8Array {
  const random = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(turn + 1, 0x85ebca6b))
  const start = seeds[Math.floor(random() * seeds.length)] ?? new Uint8Array(0)
  return mutated(start, seeds, random)
}

/** Makes a failing input small while it fails with the same words, numbers aside. */
export async function smallest(part: Part, input: Uint8Array, problem: string): Promise<Uint8Array> {
  const kind = (text: string | undefined): string => text?.replace(/\d+/g, '#').slice(0, 60) ?? ''
  return shrunk(input, async (tried) => kind((await problemOf(part, tried)).problem) === kind(problem))
}
