/**
 * How far apart a file's samples are. The header says it (`meta.interval`), and some writers set that to a constant whatever
 * they were told; the samples have times of their own, and no thread uses more time than there was.
 */

/** One thread's samples: milliseconds in the order of the file, and for how many looks each one stands (1 for most writers). */
export interface Spaced {
  readonly times: Float64Array
  readonly weights: Float64Array
}

/** Clocks of user space are this far off; more than that beyond its span a thread cannot have run. */
const tolerated = 1.1

/** So many looks tell a spacing; below that the header is all there is. */
const fewestLooks = 10

/** Vernier writes 1 whatever interval it was given. */
const constantHeaders = /\bvernier\b/i

export const samplesAtTheirTimes = (product: string): boolean => constantHeaders.test(product)

/**
 * Milliseconds between two looks: the header's, unless its writer is known to write a constant, or the samples of a thread
 * would add up to more than the time between the first and the last. A sampler that comes late leaves its spacing larger
 * than its header says, and its total below its span: that header is believed.
 */
export function intervalMs(headerMs: number, product: string, threads: readonly Spaced[]): number {
  const isConstant = samplesAtTheirTimes(product)
  const isTooMuch = threads.some((thread) => {
    const { looks, spanMs } = covered(thread)
    return looks >= fewestLooks && spanMs > 0 && looks * headerMs > tolerated * spanMs
  })
  if (!isConstant && !isTooMuch) return headerMs
  const measured = medianGap(threads)
  if (measured === undefined) return headerMs
  return Math.abs(measured - headerMs) > (tolerated - 1) * headerMs ? measured : headerMs
}

/** The last sample lasts until a look that is not in the file, so it is not among those that fill the span. */
function covered({ times, weights }: Spaced): { readonly looks: number; readonly spanMs: number } {
  let looks = 0
  for (let i = 0; i + 1 < weights.length; i += 1) looks += Math.max(0, weights[i]!)
  return { looks, spanMs: (times.at(-1) ?? 0) - (times[0] ?? 0) }
}

/** Half of all looks were at least so close together; pauses and late looks do not move it. */
function medianGap(threads: readonly Spaced[]): number | undefined {
  const gaps: { readonly ms: number; readonly looks: number }[] = []
  let all = 0
  for (const { times, weights } of threads) {
    for (let i = 0; i + 1 < times.length; i += 1) {
      const looks = weights[i]!
      const ms = (times[i + 1]! - times[i]!) / looks
      if (!(looks > 0) || !(ms > 0)) continue
      gaps.push({ ms, looks })
      all += looks
    }
  }
  if (all < fewestLooks) return undefined
  let before = 0
  for (const { ms, looks } of gaps.sort((a, b) => a.ms - b.ms)) {
    before += looks
    if (before * 2 >= all) return ms
  }
  return undefined
}
