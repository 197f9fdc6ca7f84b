/**
 * Tail probabilities of the distributions the tests need, to about 1e-12 relative even far out in the tail. Series and continued
 * fractions as in every text on special functions (Abramowitz & Stegun 6.5, 26.5; modified Lentz for the fractions).
 */
import { z95 } from '../../signals/intervals.ts'

const tiny = 1e-300
const precision = 1e-15

const firstLanczos = 0.99999999999980993
const restLanczos = Float64Array.of(
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
)

/** ln Γ(x), x > 0 (Lanczos, g = 7, nine terms). */
export function logGamma(x: number): number {
  let sum = firstLanczos
  for (let i = 0; i < restLanczos.length; i++) sum += restLanczos[i]! / (x + i)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Evaluates b0 + a1/(b1 + a2/(b2 + …)), modified Lentz. */
function continuedFraction(b0: number, term: (i: number) => readonly [a: number, b: number]): number {
  let value = b0 === 0 ? tiny : b0
  let c = value
  let d = 0
  for (let i = 1; i < 10_000; i++) {
    const [a, b] = term(i)
    d = b + a * d
    c = b + a / c
    d = 1 / (d === 0 ? tiny : d)
    if (c === 0) c = tiny
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < precision) break
  }
  return value
}

/** P(χ²₁ > x). */
export function chiSquare1Tail(x: number): number {
  if (!(x > 0)) return 1
  const half = x / 2
  const scale = Math.exp(-half + 0.5 * Math.log(half) - logGamma(0.5))
  if (half < 1.5) {
    let term = 2
    let sum = term
    for (let n = 1.5; Math.abs(term) > precision * sum; n++) {
      term *= half / n
      sum += term
    }
    return 1 - scale * sum
  }
  return scale / continuedFraction(half + 0.5, (i) => [-i * (i - 0.5), half + 2 * i + 0.5])
}

/** P(F > f) for F with 1 and `nu` degrees of freedom; `nu` = Infinity gives χ²₁. */
export function f1Tail(f: number, nu: number): number {
  if (!(f > 0)) return 1
  if (!Number.isFinite(nu) || nu > 1e7) return chiSquare1Tail(f)
  return regularisedBeta(nu / (nu + f), nu / 2, 0.5)
}

/** ln Γ(a + b) − ln Γ(a) − ln Γ(b) of the last pair each way round: one comparison tests a million nodes with the same degrees of freedom. */
const lastBeta = { a: Number.NaN, b: Number.NaN, ln: 0 }
const lastTurned = { ...lastBeta }

function minusLogBeta(a: number, b: number): number {
  const last = a > b ? lastBeta : lastTurned
  if (last.a !== a || last.b !== b) {
    last.ln = logGamma(a + b) - logGamma(a) - logGamma(b)
    last.a = a
    last.b = b
  }
  return last.ln
}

/** I_x(a, b). */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a)
  const scale = Math.exp(minusLogBeta(a, b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  const fraction = continuedFraction(1, (i) => {
    const m = Math.floor(i / 2)
    const numerator =
      i % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    return [numerator, 1]
  })
  return scale / fraction
}

const quantiles = new Map<number, number>()

/** The t with P(|T| > t) = 5 % for `nu` degrees of freedom: 1.96 for many, 12.7 for one. Bisection, remembered. */
export function t95(nu: number): number {
  if (!Number.isFinite(nu) || nu > 1e6) return z95
  const known = quantiles.get(nu)
  if (known !== undefined) return known
  let low = 1.9
  let high = 700
  while (high - low > 1e-10) {
    const middle = (low + high) / 2
    if (f1Tail(middle * middle, nu) > 0.05) low = middle
    else high = middle
  }
  quantiles.set(nu, low)
  return low
}
