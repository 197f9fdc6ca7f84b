/** Folded stacks of two runs of one program that did not change, drawn from what a real one was seen in. */
import { type Random, mulberry32 } from '../base/random.ts'
import { normal, poisson } from './chance.ts'

/** Stack → how often it was seen. */
export type Program = ReadonlyMap<string, number>

export function programOf(folded: string): Program {
  const program = new Map<string, number>()
  for (const line of folded.split('\n')) {
    const at = line.lastIndexOf(' ')
    if (at > 0) program.set(line.slice(0, at), (program.get(line.slice(0, at)) ?? 0) + Number(line.slice(at + 1)))
  }
  return program
}

/** What a folding script writes behind a stack that was seen so often. */
export const foldedWeights = {
  counts: (seen) => seen,
  'nanoseconds at 100 Hz': (seen) => seen * 10_000_000,
  'microseconds at 1 kHz': (seen) => seen * 1000,
  'periods of perf’s frequency mode': (seen, random) => sumOf(seen, () => Math.round(1e6 * Math.exp(normal(random)))),
  'periods, narrow': (seen, random) => sumOf(seen, () => Math.round(1e6 * (1 + 0.1 * normal(random)))),
  'small weights': (seen, random) => sumOf(seen, () => 1 + Math.floor(40 * Math.exp(normal(random)))),
} satisfies Record<string, (seen: number, random: Random) => number>
export type FoldedWeight = keyof typeof foldedWeights

const sumOf = (count: number, one: () => number): number => {
  let sum = 0
  for (let i = 0; i < count; i++) sum += one()
  return sum
}

export interface FoldedRun {
  readonly samples: number
  readonly weight: FoldedWeight
  readonly seed: number
  /** The stack that contains this name is seen so many times as often. */
  readonly dearer?: { readonly name: string; readonly factor: number }
}

export function foldedRun(program: Program, { samples, weight, seed, dearer }: FoldedRun): string {
  const random = mulberry32(seed)
  let total = 0
  for (const seen of program.values()) total += seen
  const write = foldedWeights[weight]
  return [...program]
    .flatMap(([stack, seen]) => {
      const factor = dearer !== undefined && stack.includes(dearer.name) ? dearer.factor : 1
      const now = poisson(((factor * seen) / total) * samples, random)
      return now === 0 ? [] : [`${stack} ${write(now, random)}\n`]
    })
    .join('')
}
