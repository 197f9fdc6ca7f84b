/** Numbers drawn by chance, of a seeded source, for programs that tests sample. */
import type { Random } from '../base/random.ts'

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export function poisson(mean: number, random: Random): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** Samples of functions whose shares fall after Zipf, the dearest first; `scale` makes single ones dearer, by their row. */
export function zipfCounts(
  random: Random,
  of: { readonly functions: number; readonly samples: number; readonly scale?: Readonly<Record<number, number>> },
): readonly number[] {
  const weights = Array.from({ length: of.functions }, (_, at) => (of.scale?.[at] ?? 1) / (at + 1) ** 1.1)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => poisson((weight / sum) * of.samples, random))
}
