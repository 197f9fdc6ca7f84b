/**
 * Benjamini & Hochberg: the q of a row is the share of false rows among those at least as significant, at most. Order is kept.
 *
 * `weights`: of the rate that is allowed in all, so much goes to each test, whatever their sum (Genovese, Roeder & Wasserman, "False
 * discovery control with p-value weighting", 2006). They must not come from what is tested; a test of weight 0 is none.
 */
export function falseDiscoveryRates(p: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const m = p.length
  let sum = 0
  for (let row = 0; row < m; row++) sum += weights?.[row] ?? 1
  const weighed = Float64Array.from(p, (one, row) => {
    const weight = weights?.[row] ?? 1
    return weight > 0 ? (one * sum) / weight / m : Number.POSITIVE_INFINITY
  })
  const order = Array.from({ length: m }, (_, i) => i).sort((a, b) => weighed[b]! - weighed[a]!)
  const q = new Float64Array(m)
  let smallest = 1
  for (const [position, row] of order.entries()) {
    smallest = Math.min(smallest, (weighed[row]! * m) / (m - position))
    q[row] = smallest
  }
  return q
}

/**
 * The largest p that Benjamini & Hochberg let pass at this rate, −1 when none: the same rows as `q ≤ rate`, without a q for the tens of
 * thousands that are far from it.
 */
export function largestPassing(p: ArrayLike<number>, rate: number): number {
  const m = p.length
  const few: number[] = []
  for (let row = 0; row < m; row++) if (p[row]! <= rate) few.push(p[row]!)
  const small = Float64Array.from(few).sort()
  for (let rank = small.length; rank > 0; rank--) if (small[rank - 1]! * m <= rate * rank) return small[rank - 1]!
  return -1
}
