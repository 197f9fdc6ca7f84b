/**
 * `npm run bench -- --power --curve calm`: one figure, how often a comparison lists a change where nothing changed. Real pairs are captures of
 * the shipped recordings of steady programs, each against each other: of one process, of two runs, of two nights of one build, of a build whose
 * package was renamed. Seeded ones are of programs whose runs and hosts differ by half a percent to a tenth per function. Programs that
 * are uneven on purpose are not among them: power.ts.
 */
import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { firstSeeds } from '../../core/testing/powerCurves.ts'
import { compareDrawnRuns, type Shape } from '../../core/testing/twoRuns.ts'
import { diagnose } from '../diagnose/diagnose.ts'

const recordings = join(import.meta.dirname, '../../../public/recordings')
/** Of a build; `every` second capture of long ones is enough. */
const steady: readonly { readonly of: readonly string[]; readonly every: number; readonly what: string }[] = [
  { of: ['fast-path-a', 'fast-path-a2'], every: 2, what: 'two runs of one build' },
  {
    of: ['nightly-monday', 'nightly-tuesday', 'nightly-renamed'],
    every: 1,
    what: 'nights of one build, a package renamed',
  },
  { of: ['nightly-slower', 'nightly-slower-again'], every: 1, what: 'two nights of another build' },
  { of: ['idle-pool'], every: 2, what: 'one process' },
  { of: ['mix-a'], every: 1, what: 'one process' },
  { of: ['mix-b'], every: 1, what: 'one process' },
  { of: ['mix-slow'], every: 1, what: 'one process' },
]

const shapes: readonly Shape[] = ['flat', 'nested', 'deep']
const programs = [200, 60, 30, 12, 6]
const perRuns = [0.005, 0.02, 0.05, 0.1]
const samples = [10_000, 40_000]
/** Beside those of the curves. */
const otherSeeds = 20_000

interface Sum {
  readonly pairs: number
  readonly loud: number
}

export async function printCalmPairs(pairs: number): Promise<void> {
  console.log('\nA/A: pairs in which nothing changed, and in how many a change is listed')
  const real = await realPairs()
  const seeded = seededPairs(pairs)
  print('real', real)
  print('seeded', seeded)
  print('all', { pairs: real.pairs + seeded.pairs, loud: real.loud + seeded.loud })
}

function print(what: string, { pairs, loud }: Sum): void {
  console.log(`  ${what.padEnd(60)} ${loud} of ${pairs} (${((100 * loud) / pairs).toFixed(1)} %)`)
}

async function realPairs(): Promise<Sum> {
  let [pairs, loud] = [0, 0]
  for (const { of, every, what } of steady) {
    const files = of.flatMap((recording) =>
      readdirSync(join(recordings, recording))
        .filter((name) => name.startsWith('cpu-'))
        .filter((_, at) => at % every === 0)
        .map((name) => join(recordings, recording, name)),
    )
    const found: Sum = { pairs: (files.length * (files.length - 1)) / 2, loud: await loudIn(files) }
    print(`  ${of.join(', ')}: ${what}`, found)
    pairs += found.pairs
    loud += found.loud
  }
  return { pairs, loud }
}

async function loudIn(files: readonly string[]): Promise<number> {
  let loud = 0
  for (const [at, base] of files.entries()) {
    for (const head of files.slice(at + 1)) {
      const { code, stdout, stderr } = await diagnose(['--json', '--base', base, '--head', head], 'compare')
      if (code !== 0) throw new Error(stderr)
      if ((JSON.parse(stdout) as { readonly changes: readonly object[] }).changes.length > 0) loud++
    }
  }
  return loud
}

function seededPairs(each: number): Sum {
  let [pairs, loud] = [0, 0]
  for (const shape of shapes)
    for (const functions of programs)
      for (const perRun of perRuns)
        for (const count of samples)
          for (let pair = 0; pair < each; pair++) {
            const seed = firstSeeds[shape] + otherSeeds + pair
            pairs++
            if (compareDrawnRuns({ functions, samples: count, perRun, shape, seed }).length > 0) loud++
          }
  return { pairs, loud }
}
