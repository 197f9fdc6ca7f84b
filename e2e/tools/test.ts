/** `npm test`: everything, on two cores all the time, and one closing line with the counts. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { notChecked } from './auditDecision.ts'
import { lastLine } from './lastLine.ts'
import { ensureChromium } from './chromium.ts'

interface Step {
  readonly name: string
  readonly run: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Takes minutes: each line is printed when it comes, behind this word. The others are printed whole when they have ended. */
  readonly follow?: string
  /** Where its runner leaves the counts. */
  readonly counts?: () => Counts
}
interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly flaky?: number
}

// Before the tests: some of them run commands that hand out the built page.
const build: Step = { name: 'build', run: ['npm', 'run', '--silent', 'build'] }
/** What fails fast, and needs no build. */
const checks: readonly Step[] = [
  { name: 'types', run: ['tsc', '-b'] },
  { name: 'unused files and exports', run: ['knip'] },
  { name: 'lint', run: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', run: ['oxfmt', '--check'] },
  { name: 'known holes in dependencies', run: ['tsx', 'e2e/tools/audit.ts'] },
]
const sizes: Step = { name: 'size budget', run: ['size-limit'] }
const units: Step = {
  name: 'unit and property tests',
  run: ['vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile=test-results/unit.json'],
  follow: 'unit',
  counts: unitCounts,
}
const browser: Step = {
  name: 'browser tests',
  // Beside three workers of the unit tests two have the processors for themselves half of the time, and both end together. A third would be
  // a browser and a page that are warmed up once more.
  run: ['playwright', 'test', '-c', 'e2e', '--workers=2'],
  follow: 'browser',
  counts: browserCounts,
}

/** Asked for by their own names: each time npx looks for one costs a second. */
const tools = join(import.meta.dirname, '../../node_modules/.bin')

rmSync('test-results', { recursive: true, force: true })
mkdirSync('test-results', { recursive: true })
ensureChromium()

let passed = 0
let failed = 0
let skipped = 0
let flaky = 0
const unchecked: string[] = []
const broken: string[] = []

const inOrder = async (...steps: readonly Step[]): Promise<void> => {
  for (const step of steps) count(step, await ran(step))
}
// Each step leaves a core idle for some of its time: two are run at once.
const built = inOrder(build)
await Promise.all([
  built.then(() => inOrder(sizes, units)),
  inOrder(...checks)
    .then(() => built)
    .then(() => inOrder(browser)),
])
if (flaky > 0) console.log(`\npassed at the second try only: ${flaky}`)
if (broken.length > 0) console.log(`\nfailed in: ${broken.join(', ')}`)
console.log(`\n${lastLine({ passed, failed, skipped }, unchecked)}`)
process.exitCode = failed === 0 ? 0 : 1

async function ran({ name, run: [command = '', ...args], env, follow }: Step): Promise<number | null> {
  if (follow !== undefined) console.log(`\n── ${name}: each line after “${follow}”`)
  const child = spawn(command, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${tools}${delimiter}${process.env['PATH']}`, TRIFOLD_BUILT: '1', ...env },
  })
  let said = ''
  const hear = (line: string): void => {
    if (follow === undefined) said += `${line}\n`
    else if (line.trim() !== '') console.log(`${follow.padEnd(7)} ${line}`)
  }
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', hear)
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', ({ message }) => {
      hear(message)
      resolve(null)
    })
    child.once('close', resolve)
  })
  if (follow === undefined) console.log(`\n── ${name}\n${said.trimEnd()}`)
  return status
}

function count({ name, counts }: Step, status: number | null): void {
  if (!counts && status === notChecked) {
    unchecked.push(name)
    return
  }
  const counted = counts?.() ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
  passed += counted.passed
  skipped += counted.skipped
  flaky += counted.flaky ?? 0
  // A runner that dies without counting has failed all the same.
  const failures = status !== 0 && counted.failed === 0 ? 1 : counted.failed
  if (failures > 0) broken.push(`${name} (${failures})`)
  failed += failures
}

function unitCounts(): Counts {
  const report = readReport<{ numPassedTests: number; numFailedTests: number; numPendingTests: number }>(
    'test-results/unit.json',
  )
  return {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: report?.numPendingTests ?? 0,
  }
}

function browserCounts(): Counts {
  const report = readReport<{ stats: { expected: number; unexpected: number; flaky: number; skipped: number } }>(
    'test-results/browser.json',
  )
  const stats = report?.stats
  return {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
    flaky: stats?.flaky ?? 0,
  }
}

function readReport<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined
}
