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
