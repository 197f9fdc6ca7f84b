/** Where a line of numbers begins to be otherwise: one step, or one level and then a straight rise or fall; least squares over all places. */

export interface ChangePoint {
  /** Index of the first value that is otherwise. */
  readonly at: number
  readonly before: number
  /** The level after a step; where a rise or fall has got to at the end. */
  readonly after: number
}

const fewestParts = 4
/** Half as much again, or a third less. */
const leastFactor = 1.5
/** In standard errors of the difference of what was before and after. */
const plain = 3

interface Fit extends ChangePoint {
  /** Sum of squares that are left. */
  readonly left: number
}

/** The one place where the line changes plainly; undefined where it does not, or too few values say. Quadratic in the values. */
export function changePoint(values: readonly number[]): ChangePoint | undefined {
  if (values.length < fewestParts) return undefined
  const [step, ramp] = [bestOf(values, stepAt), bestOf(values, rampAt)]
  // What grows from some moment on began then, and not where a step through its middle would be.
  const isRamp = ramp !== undefined && step !== undefined && ramp.left < step.left / 2
  const best = isRamp ? ramp : step
  // What grew from the first value on, a leak that was there already, began at none of them.
  if (!best || isStraight(values, best.left * (isRamp ? 2 : 1))) return undefined
  const { at, before, after, left } = best
  if (Math.max(before, after) < leastFactor * Math.min(before, after)) return undefined
  const error = Math.sqrt((left / (values.length - 2)) * (1 / at + 1 / (values.length - at)))
  return Math.abs(after - before) < plain * error ? undefined : { at, before, after }
}

function bestOf(values: readonly number[], fit: (values: readonly number[], at: number) => Fit): Fit | undefined {
  return values
    .slice(1)
    .map((_, index) => fit(values, index + 1))
    .reduce<Fit | undefined>((best, one) => (best && best.left <= one.left ? best : one), undefined)
}

/** One level, then another. */
function stepAt(values: readonly number[], at: number): Fit {
  const [before, after] = [mean(values.slice(0, at)), mean(values.slice(at))]
  const left = values.reduce((sum, value, index) => sum + (value - (index < at ? before : after)) ** 2, 0)
  return { at, before, after, left }
}

/** One level, then a straight line up or down from it; it needs three parts to be a line. */
function rampAt(values: readonly number[], at: number): Fit {
  const before = mean(values.slice(0, at))
  const rest = values.slice(at)
  if (rest.length < 3) return { at, before, after: before, left: Number.POSITIVE_INFINITY }
  const slope =
    rest.reduce((sum, value, index) => sum + (index + 1) * (value - before), 0) /
    rest.reduce((sum, _, index) => sum + (index + 1) ** 2, 0)
  const left = values.reduce(
    (sum, value, index) => sum + (value - before - (index < at ? 0 : slope * (index - at + 1))) ** 2,
    0,
  )
  return { at, before, after: before + slope * rest.length, left }
}

/** One straight line through all leaves hardly more than this. */
function isStraight(values: readonly number[], left: number): boolean {
  const [middle, level] = [(values.length - 1) / 2, mean(values)]
  let [across, along, whole] = [0, 0, 0]
  for (const [index, value] of values.entries()) {
    across += (index - middle) ** 2
    along += (index - middle) * (value - level)
    whole += (value - level) ** 2
  }
  return whole - along ** 2 / across <= left + whole * rounding
}
/** Where both leave nothing. */
const rounding = 1e-9

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
