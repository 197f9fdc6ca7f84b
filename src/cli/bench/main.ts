/**
 * npm run bench [-- --help]: makes its input from a seed, measures every row in a process of its own, prints ratios first. Times are wall
 * clock; CPU time is beside them because a busy machine stretches the one and not the other. Nothing here fails a build.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { benchCommands } from './commands.ts'
import { benchBrowser, browserParts, defaultBrowserSizes } from './browser.ts'
import { benchServices } from './browserServices.ts'
import { buildTasks } from './builtTasks.ts'
import { printGrowth } from './growth.ts'
import { printMachine } from './machine.ts'
import { benchFleets } from './fleets.ts'
import { printCalmPairs } from './calmPairs.ts'
import { printFoldedAlarms } from './foldedAlarms.ts'
import { printPower } from './power.ts'
import { printRealRuns } from './realRuns.ts'
import { comparedInteractions, interactions, readerRows, rows, type BenchRow } from './rows.ts'
import { makeInput, sizes, type BenchSize } from './seededProfile.ts'
import type { Measured } from './taskResult.ts'

type Outcome = { readonly measured: Measured } | { readonly why: string }

interface Inputs {
  readonly path: string
  /** Of the second window, for rows that compare. */
  readonly headPath: string
}

function measure(row: BenchRow, inputs: Inputs): Outcome {
  return 'task' in row.run ? runTask(row.run.task, inputs) : runCommand(row.run.command, inputs)
}

let taskFile = ''

function runTask(task: string, { path, headPath }: Inputs): Outcome {
  const child = spawnSync(process.execPath, [taskFile, task, path, headPath], {
    encoding: 'utf8',
    maxBuffer: 1e7,
  })
  if (child.status !== 0) return { why: /heap out of memory/.test(child.stderr) ? 'ran out of memory' : 'failed' }
  return { measured: JSON.parse(child.stdout) as Measured }
}

/** Times a program by the shell, which knows the CPU time of its children. */
function runCommand(command: readonly string[], { path, headPath }: Inputs): Outcome {
  const [program, ...rest] = command.map((word) => word.replace(/FILE$/, path).replace(/^HEAD$/, headPath))
  const quoted = [program, ...rest].map((word) => `'${word}'`).join(' ')
  const child = spawnSync('bash', ['-c', `TIMEFORMAT='%R %U %S'; time ${quoted} > /dev/null 2>&1`], {
    encoding: 'utf8',
  })
  const times = /([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(child.stderr ?? '')
  if (child.status !== 0 || !times) return { why: `no ${program} here` }
  const [seconds, user, system] = times.slice(1).map(Number)
  return {
    measured: {
      ms: seconds! * 1000,
      cpuMs: (user! + system!) * 1000,
      peakMb: Number.NaN,
      parts: {},
      total: Number.NaN,
      nodes: 0,
    },
  }
}

/** Two runs that are so close are what it takes: a third would say the same. */
const sameWithin = 1.04
/** Whoever takes longer than that is slower by so much that one more run changes nothing. */
const longEnoughMs = 15_000

/** The run with the least CPU time: everything above it is what else the machine did. No more runs than it takes to find it twice. */
function best(row: BenchRow, inputs: Inputs, runs: number): Outcome {
  const found: Measured[] = []
  const startedAt = performance.now()
  while (found.length < (row.once ? 1 : runs)) {
    const outcome = measure(row, inputs)
    if ('why' in outcome) return outcome
    found.push(outcome.measured)
    found.sort((a, b) => a.cpuMs - b.cpuMs)
    if (found.length > 1 && found[1]!.cpuMs <= found[0]!.cpuMs * sameWithin) break
    if (performance.now() - startedAt > longEnoughMs) break
  }
  return { measured: found[0]! }
}

const seconds = (ms: number): string =>
  ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`

function print(columns: readonly string[]): void {
  const widths = [10, 58, 10, 10, 10]
  console.log(columns.map((text, i) => (i === 1 ? text.padEnd(widths[i]!) : text.padStart(widths[i] ?? 10))).join('  '))
}

function benchSize(size: BenchSize, runs: number): void {
  console.log(`\n${size.samples.toLocaleString('en')} samples, ${size.nodes.toLocaleString('en')} nodes`)
  print(['ratio', '', 'wall', 'CPU', 'peak RSS'])
  const outcomes = new Map<string, Measured>()
  for (const row of rows) {
    const skipped = row.skip?.[size.id]
    const path = skipped === undefined ? makeInput(size, row.input) : ''
    const headPath = skipped === undefined && row.compares ? makeInput(size, row.input, 'head') : ''
    const outcome: Outcome =
      skipped === undefined ? best(row, { path, headPath }, size.id === 'large' ? 1 : runs) : { why: skipped }
    if ('why' in outcome) {
      print(['–', `${row.what} (${outcome.why})`])
      continue
    }
    const { measured } = outcome
    outcomes.set(row.id, measured)
    const reference = row.against === undefined ? undefined : outcomes.get(row.against)
    // NaN, which JSON turns into null, is of a row that adds nothing up.
    const wrong =
      reference && Number.isFinite(measured.total) && measured.total !== reference.total ? ' — DIFFERENT TOTAL' : ''
    const floor = reference && row.isFloor ? `: opening is ${(reference.cpuMs / measured.cpuMs).toFixed(1)} × that` : ''
    const megabytes = (statSync(path).size / 1e6).toFixed(1)
    const edges = measured.parts['ratio']
    const ratio = edges === undefined ? '' : `: ${edges.toFixed(2)} × in the median`
    print([
      reference ? `${(measured.cpuMs / reference.cpuMs).toFixed(1)} × CPU` : '1',
      `${row.what}${row.against === undefined ? ` (${megabytes} MB)` : ''}${floor}${ratio}${wrong}`,
      seconds(measured.ms),
      seconds(measured.cpuMs),
      Number.isNaN(measured.peakMb) ? '–' : `${Math.round(measured.peakMb)} MB`,
    ])
  }
  const open = outcomes.get('open')
  if (!open) return
  console.log(
    `${' '.repeat(12)}of which decode ${seconds(open.parts['decode']!)}, tree ${seconds(open.parts['tree']!)}; ${open.nodes.toLocaleString('en')} nodes`,
  )
  const compared = outcomes.get('compare')
  if (compared)
    console.log(
      `${' '.repeat(12)}of comparing: open both ${seconds(compared.parts['open']!)}, align and test ${seconds(compared.parts['compare']!)}, test paths and lay out ${seconds(compared.parts['draw']!)}; ${compared.nodes.toLocaleString('en')} nodes together`,
    )
  const done = [
    ...interactions.map((one) => ({ ...one, ms: open.parts[one.id]! })),
    ...(compared ? comparedInteractions.map((one) => ({ ...one, ms: compared.parts[one.id]! })) : []),
  ]
  for (const { what, limitMs, ms } of done) print([`${(ms / limitMs).toFixed(2)} of ${limitMs}`, what, seconds(ms)])
}

/** The readers by their speed: where no public reader runs, the floor is what they are held against. */
function benchReaders(size: BenchSize, runs: number): void {
  console.log(
    `\nreading, ${size.samples.toLocaleString('en')} samples: CPU, speed, × the floor, the fastest public reader`,
  )
  for (const { input, what, peer } of readerRows) {
    const path = makeInput(size, input)
    const row = (run: BenchRow['run']): BenchRow => ({ id: input, what, input, run })
    const of = (run: BenchRow['run'], times = runs): Outcome => best(row(run), { path, headPath: '' }, times)
    const read = of({ task: 'read' })
    const floor = of({ task: 'floor' })
    if ('why' in read || 'why' in floor) {
      print(['–', `${what} (${'why' in read ? read.why : 'no floor'})`])
      continue
    }
    const megabytes = statSync(path).size / 1e6
    const other = peer ? of({ command: peer.command }, 1) : undefined
    const beside =
      peer === undefined || other === undefined
        ? 'none'
        : 'why' in other
          ? other.why
          : `${peer.what}: ${(other.measured.cpuMs / read.measured.cpuMs).toFixed(1)} × the CPU of this`
    print([
      `${(read.measured.cpuMs / floor.measured.cpuMs).toFixed(1)} × floor`,
      `${what} (${megabytes.toFixed(1)} MB); ${beside}`,
      `${(megabytes / (read.measured.cpuMs / 1000)).toFixed(0)} MB/s`,
      seconds(read.measured.cpuMs),
      `${Math.round(read.measured.peakMb)} MB`,
    ])
  }
}

const usage = `npm run bench -- [--size small|medium|large] [--runs 3]   files, panes, comparison, readers, fleets (small and medium)
npm run bench -- --browser [--part ${browserParts.join('|')}] [--waterfall]   the built page in a Chromium; --first: --part first
npm run bench -- --commands   every command as a whole process
npm run bench -- --readers    how fast each reader is, beside the floor and public readers
npm run bench -- --growth     time and memory against samples, nodes, captures, functions, services
npm run bench -- --fleets     many services and processes
npm run bench -- --services   the built page before 10,000 services
npm run bench -- --power [--pairs N] [--curve alarms|power|calm|folded] [--shape NAME]   how often a comparison says something
npm run bench -- --power --real FOLDER [--slower FOLDER] [--function NAME] [--factor F]   the same of recorded runs
--browser and --services need \`npm run build\` first.`

const optionsOf = () =>
  parseArgs({
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      size: { type: 'string' },
      runs: { type: 'string', default: '3' },
      browser: { type: 'boolean', default: false },
      commands: { type: 'boolean', default: false },
      power: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      fleets: { type: 'boolean', default: false },
      readers: { type: 'boolean', default: false },
      services: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '100' },
      curve: { type: 'string' },
      shape: { type: 'string' },
      real: { type: 'string' },
      slower: { type: 'string' },
      function: { type: 'string' },
      factor: { type: 'string' },
      first: { type: 'boolean', default: false },
      part: { type: 'string' },
      waterfall: { type: 'boolean', default: false },
    },
  }).values

function asked(): ReturnType<typeof optionsOf> {
  try {
    return optionsOf()
  } catch (problem) {
    console.error(`${problem instanceof Error ? problem.message : String(problem)}\n\n${usage}`)
    process.exit(2)
  }
}

const values = asked()
if (values.help) {
  console.log(usage)
  process.exit(0)
}
const chosen = sizes.filter((size) => (values.size === undefined ? size.id !== 'large' : values.size === size.id))
if (chosen.length === 0) throw new Error(`--size is one of ${sizes.map(({ id }) => id).join(', ')}`)
const onlyPart = values.first ? 'first' : values.part
const parts = browserParts.filter((part) => onlyPart === undefined || onlyPart === part)
if (parts.length === 0) throw new Error(`--part is one of ${browserParts.join(', ')}`)
const startedAt = performance.now()
const runs = Math.max(1, Number(values.runs) || 1)
printMachine()
if (values.commands) await benchCommands(runs)
else if (values.browser || parts.length < browserParts.length)
  await benchBrowser(values.size === undefined ? defaultBrowserSizes : chosen, { parts, waterfall: values.waterfall })
else if (values.fleets) await benchFleets()
else if (values.services) await benchServices()
else if (values.readers) {
  taskFile = await buildTasks()
  benchReaders(sizes[0]!, runs)
} else if (values.growth) printGrowth(await buildTasks(), runs)
else if (values.power && values.real !== undefined)
  await printRealRuns({
    runs: values.real,
    ...(values.slower === undefined ? {} : { slower: values.slower }),
    ...(values.function === undefined ? {} : { planted: values.function }),
    ...(values.factor === undefined ? {} : { factor: Number(values.factor) }),
  })
else if (values.power && values.curve === 'folded') await printFoldedAlarms(Math.max(1, Number(values.pairs) || 100))
else if (values.power && values.curve === 'calm') await printCalmPairs(Math.max(1, Number(values.pairs) || 10))
else if (values.power) {
  const pairs = Math.max(1, Number(values.pairs) || 100)
  printPower(pairs, values.curve, values.shape)
  if (values.curve !== 'power' && values.shape === undefined) await printCalmPairs(Math.ceil(pairs / 10))
} else {
  taskFile = await buildTasks()
  for (const size of chosen) benchSize(size, runs)
  benchReaders(sizes[0]!, runs)
  await benchFleets()
}
console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} min`)
