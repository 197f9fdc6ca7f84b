/** Benjamini & Hochberg: the q of a row is the share of false rows among those at least as significant, at most. Order is kept. */
export function falseDiscoveryRates(p: ArrayLike<number>): Float64Array {
  const m = p.length
  const order = Array.from({ length: m }, (_, i) => i).sort((a, b) => p[b]! - p[a]!)
  const q = new Float64Array(m)
  let smallest = 1
  for (const [position, row] of order.entries()) {
    smallest = Math.min(smallest, (p[row]! * m) / (m - position))
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
  const small = Float64Array.from(Array.prototype.filter.call(p, (one: number) => one <= rate) as number[]).sort()
  for (let rank = small.length; rank > 0; rank--) if (small[rank - 1]! * m <= rate * rank) return small[rank - 1]!
  return -1
}
