/** `npm run bench -- --power`: false alarms and power of a comparison, with the rule of an assumed tenth beside them. */
import { attainable, type Attainable } from '../../core/testing/attainable.ts'
import { type CurvePoint, curvePoint, firstSeeds, share } from '../../core/testing/powerCurves.ts'
import type { Shape } from '../../core/testing/twoRuns.ts'

const samples = [3000, 10_000, 20_000, 40_000, 100_000]
const perRuns = [0.005, 0.02, 0.05, 0.1]
const perRunsOfNothing = [...perRuns, 0.2]
const factors = [1.1, 1.2, 1.5, 2]
/** Of the program: many, as few as may tell what runs differ by, and too few for that. */
const programs = [200, 60, 30, 12]

/** Programs of less functions, each at an expected z of 7.3 and 4.9 for a fifth more. */
const fewer = [60, 28, 20, 12]
const fewerPerRun = [0.005, 0.02]
const fewerSamples = 40_000

/** As a recording has them: what functions wander by is seen from one capture to the next. A comparison cuts a window into no more. */
const captures = 8
const capturedAlarms: readonly (readonly [functions: number, perRun: number])[] = [
  [12, 0.1],
  [28, 0.1],
  [60, 0.1],
  [200, 0.05],
  [200, 0.2],
]
const capturedSamples = 20_000

const percent = (part: number): string => (Number.isNaN(part) ? '–' : `${Math.round(100 * part)} %`).padStart(6)

/** As the settings were tuned on, and as they are judged on: other seeds, costs, depths, and differences of whole subtrees and hosts. */
const shapes: readonly Shape[] = ['flat', 'nested', 'deep', 'uneven']

/** `only`: one of the two curves; each alone takes a few minutes for each shape. */
export function printPower(pairs: number, only?: string, ofShape?: string): void {
  for (const shape of shapes) if (ofShape === undefined || shape === ofShape) printShape(shape, pairs, only)
}

function printShape(shape: Shape, pairs: number, only?: string): void {
  console.log(
    `\n${shape === 'flat' || shape === 'nested' ? `programs that settings are tuned on, ${shape}` : `programs that they are judged on, ${shape}`}: two drawn runs, ${pairs} pairs a row; runs differ by sd per function; the planted one has 8 %`,
  )
  if (only !== 'power') {
    console.log('false alarms: anything listed where nothing changed'.padEnd(78), 'learned', 'assumed 10 %')
    for (const functions of programs)
      for (const perRun of perRunsOfNothing)
        for (const count of samples)
          row(curvePoint({ samples: count, perRun, factor: 1, functions, shape }, pairs), 'any')
    console.log(`false alarms where each run is ${captures} captures that show what functions wander by`)
    for (const [functions, perRun] of capturedAlarms)
      row(curvePoint({ samples: capturedSamples, perRun, factor: 1, functions, shape, captures }, pairs), 'any')
  }
  if (only === 'alarms') return
  console.log(
    'power: the planted function stands first'.padEnd(78),
    'learned',
    'could be: how runs differ known, learned ',
    'assumed 10 %  truth in its interval, always, where found   first where it stands out by 4, as measured (pairs)   missed: nothing listed, a caller first, another first',
  )
  for (const factor of factors)
    for (const perRun of perRuns)
      for (const count of samples) found(curvePoint({ samples: count, perRun, factor, shape }, pairs), pairs)
  for (const functions of fewer)
    for (const perRun of fewerPerRun)
      found(curvePoint({ samples: fewerSamples, perRun, factor: 1.2, functions, shape }, pairs), pairs)
  console.log(`power where each run is ${captures} captures`)
  for (const functions of [200, ...fewer])
    for (const perRun of fewerPerRun)
      row(curvePoint({ samples: fewerSamples, perRun, factor: 1.2, functions, shape, captures }, pairs), 'first')
}

const found = (point: CurvePoint, pairs: number): void => row(point, 'first', limitOf(point, pairs))

/** Of as many pairs as ours, and no fewer than tell its threshold. */
function limitOf({ functions, samples: count, perRun, factor, shape }: CurvePoint, pairs: number): Attainable {
  const planted = { share, factor }
  return attainable(
    { functions, samples: count, perRun, shape, planted, seed: firstSeeds[shape] },
    Math.max(200, pairs),
  )
}

function row(point: CurvePoint, what: 'any' | 'first', limit?: Attainable): void {
  const { samples: count, perRun, factor, z, functions, standing } = point
  const effect = factor === 1 ? '' : `+${Math.round(100 * (factor - 1))} %, expected z ${z.toFixed(1)}`
  const about = `  ${functions} functions, ${count.toLocaleString('en').padStart(7)} samples, runs differ by ${(100 * perRun).toFixed(1).padStart(4)} % ${effect}`
  const stood = `${percent(standing.first)} (${standing.pairs})`
  const { nothing, caller, other } = point.missed
  const missed = `${percent(nothing)} ${percent(caller)} ${percent(other)}`
  const covered =
    what === 'first'
      ? `${' '.repeat(8)}${percent(point.held)}   ${percent(point.covered)}${' '.repeat(8)}${stood}   ${missed}`
      : ''
  const could = (limit ? `${percent(limit.known)} ${percent(limit.learned)}` : '').padEnd(what === 'first' ? 42 : 1)
  console.log(about.padEnd(78), percent(point[what]), could, percent(point.assumed[what]), covered)
}
