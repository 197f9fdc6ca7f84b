/**
 * Tail probabilities of the distributions the tests need, to about 1e-12 relative even far out in the tail. Series and continued
 * fractions as in every text on special functions (Abramowitz & Stegun 6.5, 26.5; modified Lentz for the fractions).
 */
import { z95 } from '../../signals/intervals.ts'

const tiny = 1e-300
const precision = 1e-15

const firstLanczos = 0.9999999999998099
const restLanczos = Float64Array.of(
  676.5203681218851,
  -1259.1392167224028,
  771.3234287776531,
  -176.6150291621406,
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

/**
 * P(χ²₁ > x) = erfc(√(x/2)), by the rational approximations of W. J. Cody ("Rational Chebyshev approximations for the error function",
 * 1969), good to the last digits. A comparison asks for millions of these, one per node and possible spread.
 */
export function chiSquare1Tail(x: number): number {
  if (!(x > 0)) return 1
  const square = x / 2
  const y = Math.sqrt(square)
  if (y <= 0.46875) return 1 - y * rational(nearZero, square)
  if (y <= 4) return Math.exp(-square) * rational(middle, y)
  const far = rational(farOut, 1 / square) / square
  return (Math.exp(-square) * (oneOverRootPi - far)) / y
}

const oneOverRootPi = 0.5641895835477563

/** Coefficients of a numerator and a denominator of one degree, the highest power first. */
interface Rational {
  readonly above: Float64Array
  readonly below: Float64Array
}

/** Of erf(y)/y in y², of erfc(y)·exp(y²) in y, and of what that is below 1/(y√π), in 1/y². */
const nearZero: Rational = {
  above: Float64Array.of(
    0.18577770618460315,
    3.1611237438705655,
    113.86415415105016,
    377.485237685302,
    3209.3775891384694,
  ),
  below: Float64Array.of(1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171),
}
const middle: Rational = {
  above: Float64Array.of(
    2.1531153547440383e-8,
    0.5641884969886701,
    8.883149794388377,
    66.11919063714163,
    298.6351381974001,
    881.952221241769,
    1712.0476126340707,
    2051.0783778260716,
    1230.3393547979972,
  ),
  below: Float64Array.of(
    1,
    15.744926110709835,
    117.6939508913125,
    537.1811018620099,
    1621.3895745666903,
    3290.7992357334597,
    4362.619090143247,
    3439.3676741437216,
    1230.3393548037495,
  ),
}
const farOut: Rational = {
  above: Float64Array.of(
    0.016315387137302097,
    0.30532663496123236,
    0.36034489994980445,
    0.12578172611122926,
    0.016083785148742275,
    0.0006587491615298378,
  ),
  below: Float64Array.of(
    1,
    2.568520192289822,
    1.8729528499234673,
    0.5279051029514285,
    0.06051834131244132,
    0.0023352049762686918,
  ),
}

function rational({ above, below }: Rational, x: number): number {
  let numerator = 0
  let denominator = 0
  for (let i = 0; i < above.length; i++) {
    numerator = numerator * x + above[i]!
    denominator = denominator * x + below[i]!
  }
  return numerator / denominator
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
  return scale / betaFraction(x, a, b)
}

/** 1 + a₁/(1 + a₂/(1 + …)) of the incomplete beta function, modified Lentz. Written out: it is asked for by the million. */
function betaFraction(x: number, a: number, b: number): number {
  let value = 1
  let c = 1
  let d = 0
  for (let i = 1; i < 10_000; i++) {
    const m = i >> 1
    const numerator =
      i % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + numerator * d
    c = 1 + numerator / c
    d = 1 / (d === 0 ? tiny : d)
    if (c === 0) c = tiny
    const factor = c * d
    value *= factor
    if (Math.abs(factor - 1) < precision) break
  }
  return value
}

const quantiles = new Map<number, number>()

/** Beyond this an interval says nothing any more. */
const mostT = 700

/**
 * The t with P(|T| > t) = 5 % for `nu` degrees of freedom: 1.96 for many, 12.7 for one. Remembered. The logarithm of the tail falls ever
 * faster with that of t, so that Newton's steps, made in these, come down upon it from above after the first; three of them, from where
 * the expansion by 1/nu of Cornish and Fisher leads.
 */
export function t95(nu: number): number {
  if (!Number.isFinite(nu) || nu > 1e6) return z95
  const known = quantiles.get(nu)
  if (known !== undefined) return known
  // Of the density of |T|, all but its power.
  const lnHeight = logGamma((nu + 1) / 2) - logGamma(nu / 2) + Math.log(4 / (nu * Math.PI)) / 2
  let t = z95 + (2.3723 + 2.8225 / nu) / nu
  for (let i = 0; i < 50; i++) {
    const tail = f1Tail(t * t, nu)
    const density = Math.exp(lnHeight - ((nu + 1) / 2) * Math.log1p((t * t) / nu))
    const step = (Math.log(tail / 0.05) * tail) / (t * density)
    t = Math.min(mostT, t * Math.exp(step))
    if (Math.abs(step) < 1e-7 || t === mostT) break
  }
  quantiles.set(nu, t)
  return t
}
