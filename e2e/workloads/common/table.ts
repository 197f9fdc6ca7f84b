/**
 * npx tsx e2e/workloads/common/table.ts FOLDER [--details FILE]: what `diagnose` answers to every set of files of the recordings in FOLDER
 * (record.py), as they are and with one and three numbers typed, as Markdown tables. Ends with 1 where an answer is wrong or refused.
 */
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diagnose } from '../../../src/cli/diagnose/diagnose.ts'
import { type FileSet, type Truth, allowedBy, setsByRuntime, typedBy } from './sets.ts'

const outcomes = ['named', 'quiet', 'bounded', 'silent', 'WRONG', 'refused'] as const
type Outcome = (typeof outcomes)[number]
const ways = ['files', 'one', 'three'] as const
type Way = (typeof ways)[number]

interface Answer {
  readonly truth: Truth
  readonly set: string
  readonly way: Way
  readonly outcome: Outcome
  readonly said: string
}

interface Told {
  readonly diagnosis: { readonly pattern: string; readonly kind: string; readonly excluded: readonly string[] }
  readonly signals: Readonly<Record<string, { readonly value: number | null; readonly low?: number | null; readonly high?: number | null }>>
}

/** "At least 0 %" and "at most 100 %" say nothing. */
function isBounded(id: string, { value, low = null, high = null }: Told['signals'][string]): boolean {
  const isOpen = (id === 'live_heap_slope_mb_h' ? low === null : (low ?? 0) <= 0) && (high ?? 100) >= 100
  return value !== null || !isOpen
}

async function ask(folder: string, truth: Truth, set: FileSet, way: Way): Promise<Answer> {
  const paths = set.files.map((file) => join(folder, file))
  const { code, stdout, stderr } = await diagnose([
    '--json',
    '--cores',
    `${truth.cores}`,
    ...typedBy(truth)[way],
    ...(set.told ?? []),
    ...paths,
  ])
  const answer = (outcome: Outcome, said: string): Answer => ({ truth, set: set.name, way, outcome, said })
  if (code !== 0) return answer('refused', stderr.trim())
  const { diagnosis, signals } = JSON.parse(stdout) as Told
  const { pattern, kind } = diagnosis
  const allowed: readonly string[] = allowedBy(truth)
  if (pattern !== 'no-clear-pattern')
    return answer(allowed.includes(pattern) ? 'named' : 'WRONG', `${pattern} (${kind}); true: ${allowed.join(' or ')}`)
  if (kind === 'quiet')
    return answer(allowed.includes('no-clear-pattern') ? 'quiet' : 'WRONG', `quiet; true: ${allowed.join(' or ')}`)
  const known = Object.entries(signals).filter(([id, signal]) => id !== 'live_heap_mb' && isBounded(id, signal))
  const bounds = known.map(([id, { value, low, high }]) => `${id} ${value ?? ''} [${low ?? ''}, ${high ?? ''}]`)
  return answer(known.length > 0 || diagnosis.excluded.length > 0 ? 'bounded' : 'silent', [kind, ...bounds].join('; '))
}

/** Where nothing ran, py-spy leaves a file without a byte, or a picture that says so: nobody has an answer from that. */
function isThere(path: string): boolean {
  if (!existsSync(path)) return false
  const { size } = statSync(path)
  return size > 0 && !(size < 2000 && readFileSync(path, 'utf8').includes('ERROR: No valid input'))
}

function count(answers: readonly Answer[]): string {
  return outcomes.map((outcome) => answers.filter((one) => one.outcome === outcome).length).join('/')
}

function table(title: string, rows: readonly string[], answers: readonly Answer[], keyOf: (one: Answer) => string): string {
  const line = (key: string): string => {
    const own = answers.filter((one) => keyOf(one) === key)
    const cells = ways.map((way) => count(own.filter((one) => one.way === way)))
    return `| ${[key, own.length / ways.length, ...cells].join(' | ')} |`
  }
  return [`| ${title} | sets | files alone | CPU typed | three typed |`, '| --- | --- | --- | --- | --- |', ...rows.map(line)].join('\n')
}

const root = process.argv[2] ?? ''
const answers: Answer[] = []
for (const runtime of Object.keys(setsByRuntime)) {
  if (!existsSync(join(root, runtime))) continue
  for (const situation of readdirSync(join(root, runtime)).toSorted()) {
    const folder = join(root, runtime, situation)
    if (!existsSync(join(folder, 'truth.json'))) continue
    const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth
    for (const set of setsByRuntime[runtime] ?? []) {
      if (!set.files.every((file) => isThere(join(folder, file)))) continue
      for (const way of ways) answers.push(await ask(folder, truth, set, way))
    }
  }
}

const unique = (keys: readonly string[]): readonly string[] => [...new Set(keys)]
const bySet = (one: Answer): string => `${one.truth.runtime}, ${one.set}`
const bySituation = (one: Answer): string => `${one.truth.runtime}, ${one.truth.situation}`
console.log(`Each cell: ${outcomes.join('/')}.\n`)
console.log(table('all', ['all'], answers, () => 'all'))
console.log(`\n${table('runtime, situation', unique(answers.map(bySituation)), answers, bySituation)}`)
console.log(`\n${table('runtime, files', unique(answers.map(bySet)), answers, bySet)}`)
const details = process.argv.indexOf('--details')
const told = answers.map(({ truth, set, way, outcome, said }) => `${outcome}\t${truth.runtime}\t${truth.situation}\t${set}\t${way}\t${said}\n`)
if (details > 0) writeFileSync(process.argv[details + 1] ?? '', told.join(''))
process.exitCode = answers.some(({ outcome }) => outcome === 'WRONG' || outcome === 'refused') ? 1 : 0
