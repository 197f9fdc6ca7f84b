/** `npm run bench -- --power`: false alarms and power of a comparison, with the rule of an assumed tenth beside them. */
import { type CurvePoint, curvePoint } from '../../core/testing/powerCurves.ts'

const samples = [3000, 10_000, 20_000, 40_000, 100_000]
const perRuns = [0.005, 0.02, 0.05, 0.1]
const factors = [1.1, 1.2, 1.5, 2]
/** Of the program: many, as few as may tell what runs differ by, and too few for that. */
const programs = [200, 30, 12]

const percent = (part: number): string => (Number.isNaN(part) ? '–' : `${Math.round(100 * part)} %`).padStart(6)

/** `only`: one of the two curves; each alone takes a few minutes. */
export function printPower(pairs: number, only?: string): void {
  console.log(`\ntwo drawn runs, ${pairs} pairs a row; runs differ by sd per function; the planted one has 8 %`)
  if (only !== 'power') {
    console.log('false alarms: anything listed where nothing changed'.padEnd(78), 'learned', 'assumed 10 %')
    for (const functions of programs)
      for (const perRun of perRuns)
        for (const count of samples) row(curvePoint({ samples: count, perRun, factor: 1, functions }, pairs), 'any')
  }
  if (only === 'alarms') return
  console.log(
    'power: the planted function stands first'.padEnd(78),
    'learned',
    'assumed 10 %  truth in its interval, always, where found   first where it stands out by 4, as measured (pairs)',
  )
  for (const factor of factors)
    for (const perRun of perRuns)
      for (const count of samples) row(curvePoint({ samples: count, perRun, factor }, pairs), 'first')
}

function row(point: CurvePoint, what: 'any' | 'first'): void {
  const { samples: count, perRun, factor, z, functions, standing } = point
  const effect = factor === 1 ? '' : `+${Math.round(100 * (factor - 1))} %, expected z ${z.toFixed(1)}`
  const about = `  ${functions} functions, ${count.toLocaleString('en').padStart(7)} samples, runs differ by ${(100 * perRun).toFixed(1).padStart(4)} % ${effect}`
  const stood = `${percent(standing.first)} (${standing.pairs})`
  const covered =
    what === 'first' ? `${' '.repeat(8)}${percent(point.held)}   ${percent(point.covered)}${' '.repeat(8)}${stood}` : ''
  console.log(about.padEnd(78), percent(point[what]), ' ', percent(point.assumed[what]), covered)
}
