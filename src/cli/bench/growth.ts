/**
 * `npm run bench -- --growth`: how CPU time and memory grow with what there can be much of. Each step has twice as much of one thing and
 * everything else as before. The last column is the last doubling: × 2 is in proportion, × 2.1 is n log n; less, where starting is in it.
 */
import { spawnSync } from 'node:child_process'
import type { Measured } from './taskResult.ts'
import { makeInput } from './seededProfile.ts'

interface Growth {
  readonly what: string
  readonly steps: readonly number[]
  /** Words for the task: its name, a file or a number. */
  readonly words: (step: number) => readonly string[]
}

const growths: readonly Growth[] = [
  {
    what: 'samples of a pprof, 20,000 nodes: open',
    steps: [50_000, 100_000, 200_000, 400_000],
    words: (samples) => ['open', makeInput({ id: `samples-${samples}`, samples, nodes: 20_000 }, 'pprof.pb.gz')],
  },
  {
    what: 'nodes of a pprof, 200,000 samples: open',
    steps: [25_000, 50_000, 100_000, 200_000],
    words: (nodes) => ['open', makeInput({ id: `nodes-${nodes}`, samples: 200_000, nodes }, 'pprof.pb.gz')],
  },
  {
    what: 'functions of two windows: list all that changed',
    steps: [1000, 2000, 4000, 8000],
    words: (functions) => {
      const size = { id: `functions-${functions}`, samples: 100_000, nodes: functions * 20 }
      return ['compare', makeInput(size, 'pprof.pb.gz'), makeInput(size, 'pprof.pb.gz', 'head')]
    },
  },
  {
    what: 'captures of one window: read and diagnose',
    steps: [25, 50, 100, 200],
    words: (n) => ['captures', String(n)],
  },
  {
    what: 'services of a store, four processes each: judge and rank',
    steps: [50, 100, 200, 400],
    words: (n) => ['services', String(n)],
  },
]

export function printGrowth(taskFile: string, runs: number): void {
  console.log('\n| what grows | steps | CPU ms | peak MB | last doubling |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const { what, steps, words } of growths) {
    const found = steps.map((step) => bestOf(taskFile, words(step), runs))
    const [before, last] = [found.at(-2), found.at(-1)]
    if (before === undefined || last === undefined || found.includes(undefined)) {
      console.log(`| ${what} | – | failed | – | – |`)
      continue
    }
    const doubling = last.cpuMs / before.cpuMs
    const list = (value: (one: Measured) => number): string =>
      found.map((one) => (one === undefined ? '–' : Math.round(value(one)).toLocaleString('en'))).join(' · ')
    console.log(
      `| ${what} | ${steps.map((step) => step.toLocaleString('en')).join(' · ')} | ${list((one) => one.cpuMs)} | ${list((one) => one.peakMb)} | × ${doubling.toFixed(2)} |`,
    )
  }
}

function bestOf(taskFile: string, words: readonly string[], runs: number): Measured | undefined {
  let best: Measured | undefined
  for (let run = 0; run < runs; run++) {
    const child = spawnSync(process.execPath, [taskFile, ...words], { encoding: 'utf8', maxBuffer: 1e7 })
    if (child.status !== 0) return undefined
    const measured = JSON.parse(child.stdout) as Measured
    if (best === undefined || measured.cpuMs < best.cpuMs) best = measured
  }
  return best
}
