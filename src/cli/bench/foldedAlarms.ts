/**
 * `npm run bench -- --power --curve folded`: how often `compare` of two folded files lists a change where nothing changed, for each thing
 * that may stand behind a stack; and that it still finds one. The whole command is run: files, reader, window, tests, list.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFile } from '../../core/formats/readFile.ts'
import { stackNames } from '../../core/testing/drawStacks.ts'
import { type FoldedWeight, foldedRun, foldedWeights, type Program, programOf } from '../../core/testing/foldedRuns.ts'
import { diagnose } from '../diagnose/diagnose.ts'

const root = join(import.meta.dirname, '../../..')
const folded = (name: string): Program => programOf(readFileSync(join(root, 'e2e/samples/folded', name), 'utf8'))
const sizes = [500, 5000, 50_000]

async function programs(): Promise<readonly { readonly name: string; readonly program: Program }[]> {
  return [
    { name: 'async-profiler, CPU', program: folded('async-cpu.collapsed.txt') },
    { name: 'async-profiler, wall', program: folded('async-wall-threads.collapsed.txt') },
    { name: 'perf', program: folded('perf-cpu-clock.folded.txt') },
    { name: 'Go, a nightly job', program: await pprof('nightly-monday', 1) },
  ]
}

async function pprof(recording: string, index: number): Promise<Program> {
  const path = join(root, `public/recordings/${recording}/cpu-000${index}.pb.gz`)
  const parsed = await readFile(new Uint8Array(readFileSync(path)), { fileName: path, maxInflatedBytes: 1e9 })
  const profile = parsed.ok ? parsed.value.parts[0]?.profile : undefined
  if (profile === undefined) throw new Error(`${path} could not be read`)
  const column = profile.valueTypes.findIndex(({ type }) => type === 'samples')
  return programOf(
    Array.from(profile.samples.stack, (stack, row) => {
      const names = stackNames(profile, stack).map((name) => name.replaceAll(';', ':'))
      return `${names.join(';')} ${profile.samples.values[column]?.[row] ?? 0}`
    }).join('\n'),
  )
}

interface Answer {
  readonly listed: readonly string[]
  readonly tested: boolean
}

async function compared(folder: string, a: string, b: string): Promise<Answer> {
  const [base, head] = [join(folder, 'a.folded'), join(folder, 'b.folded')]
  writeFileSync(base, a)
  writeFileSync(head, b)
  const { code, stdout, stderr } = await diagnose(
    ['--json', '--kind', 'cpu', '--seconds', '60', '--base', base, '--head', head],
    'compare',
  )
  if (code !== 0) throw new Error(stderr)
  const said = JSON.parse(stdout) as {
    readonly changes: readonly { readonly name: string }[]
    readonly unchanged: { readonly tested: number }
  }
  return {
    listed: said.changes.map(({ name }) => name),
    tested: said.unchanged.tested > 0,
  }
}

const weights = Object.keys(foldedWeights) as FoldedWeight[]
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`.padStart(8)

export async function printFoldedAlarms(pairs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trifold-folded-'))
  try {
    console.log(`\ntwo runs drawn from one real program, ${pairs} pairs a row of each of 4 programs and 3 sizes`)
    console.log(`${'behind each stack'.padEnd(36)} alarms  tested  found (twice 8 % of 50,000 samples)`)
    const all = await programs()
    const planted = new Map(all.map(({ name, program }) => [name, withPlanted(program)]))
    let alarms = 0
    let comparisons = 0
    for (const weight of weights) {
      let row = 0
      let tested = 0
      let found = 0
      for (const { name, program } of all) {
        for (const samples of sizes) {
          for (let pair = 0; pair < pairs; pair++) {
            const run = (seed: number): string => foldedRun(program, { samples, weight, seed })
            const answer = await compared(folder, run(2 * pair), run(2 * pair + 1))
            if (answer.listed.length > 0) row++
            if (answer.tested) tested++
          }
        }
        const changed = planted.get(name) ?? program
        for (let pair = 0; pair < pairs; pair++) {
          const about = { samples: 50_000, weight }
          const dearer = { name: plantedName, factor: 2 }
          const a = foldedRun(changed, { ...about, seed: 2 * pair })
          const answer = await compared(folder, a, foldedRun(changed, { ...about, seed: 2 * pair + 1, dearer }))
          if (answer.listed[0] === plantedName) found++
        }
      }
      const count = pairs * sizes.length * all.length
      console.log(
        `  ${weight.padEnd(34)}${percent(row / count)}${percent(tested / count)}${percent(found / (pairs * all.length))}`,
      )
      alarms += row
      comparisons += count
    }
    console.log(`false alarms: ${alarms} of ${comparisons} comparisons`)
    await printReal(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const plantedName = 'planted.Function'

function withPlanted(program: Program): Program {
  let total = 0
  for (const seen of program.values()) total += seen
  return new Map([...program, [`main;${plantedName}`, 0.08 * total]])
}

/** Two runs of one job of the shipped recordings, each minute of one against each minute of both. */
async function printReal(folder: string): Promise<void> {
  const minutes = await Promise.all(
    ['nightly-monday', 'nightly-tuesday'].flatMap((day) => [1, 2, 3, 4].map((index) => pprof(day, index))),
  )
  const text = (program: Program): string => [...program].map(([stack, seen]) => `${stack} ${seen}\n`).join('')
  let alarms = 0
  let comparisons = 0
  for (const [i, a] of minutes.entries()) {
    for (const b of minutes.slice(i + 1)) {
      comparisons++
      if ((await compared(folder, text(a), text(b))).listed.length > 0) alarms++
    }
  }
  console.log(`real runs, folded (nightly-monday, nightly-tuesday): ${alarms} of ${comparisons} comparisons`)
}
