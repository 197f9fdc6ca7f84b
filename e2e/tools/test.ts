/** `npm test`: everything, in the order in which it fails fastest, and one closing line with the counts. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { notChecked } from './auditDecision.ts'
import { lastLine } from './lastLine.ts'
import { ensureChromium } from './chromium.ts'

interface Step {
  readonly name: string
  readonly run: readonly string[]
  /** Where its runner leaves the counts. */
  readonly counts?: () => Counts
}
interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly flaky?: number
}

/** These need nothing of each other, and each leaves a core idle for half of its time: two of them run at once. */
const checks: readonly Step[] = [
  { name: 'types', run: ['npx', 'tsc', '-b'] },
  { name: 'unused files and exports', run: ['npx', 'knip'] },
  { name: 'lint', run: ['npx', 'oxlint', '--type-aware', '--deny-warnings'] },
  // Before the tests: some of them run commands that hand out the built page.
  { name: 'build', run: ['npm', 'run', '--silent', 'build'] },
  { name: 'format', run: ['npx', 'oxfmt', '--check'] },
  { name: 'known holes in dependencies', run: ['npx', 'tsx', 'e2e/tools/audit.ts'] },
]
const tests: readonly Step[] = [
  { name: 'size budget', run: ['npx', 'size-limit'] },
  {
    name: 'unit and property tests',
    run: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', '--outputFile=test-results/unit.json'],
    counts: unitCounts,
  },
  { name: 'browser tests', run: ['npx', 'playwright', 'test', '-c', 'e2e'], counts: browserCounts },
]

rmSync('test-results', { recursive: true, force: true })
mkdirSync('test-results', { recursive: true })
ensureChromium()

let passed = 0
let failed = 0
let skipped = 0
let flaky = 0
const unchecked: string[] = []
const broken: string[] = []
const waiting = [...checks]
const oneAfterTheOther = async (): Promise<void> => {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const { status, said } = await ran(step, 'at its end')
    console.log(`\n── ${step.name}\n${said.trimEnd()}`)
    count(step, status)
  }
}
await Promise.all([oneAfterTheOther(), oneAfterTheOther()])
for (const step of tests) {
  console.log(`\n── ${step.name}`)
  count(step, (await ran(step, 'at once')).status)
}
if (flaky > 0) console.log(`\npassed at the second try only: ${flaky}`)
if (broken.length > 0) console.log(`\nfailed in: ${broken.join(', ')}`)
console.log(`\n${lastLine({ passed, failed, skipped }, unchecked)}`)
process.exitCode = failed === 0 ? 0 : 1

/** What two steps say at the same time would be mixed: of those it is kept until each has ended. */
function ran(
  { run: [command = '', ...args] }: Step,
  told: 'at once' | 'at its end',
): Promise<{ readonly status: number | null; readonly said: string }> {
  const output = told === 'at once' ? 'inherit' : 'pipe'
  const child = spawn(command, args, {
    stdio: ['inherit', output, output],
    env: { ...process.env, TRIFOLD_BUILT: '1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ status: null, said: message }))
    child.once('close', (status) => resolve({ status, said }))
  })
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
