/** `npm test`: everything, in the order in which it fails fastest, and one closing line with the counts. */
import { spawnSync } from 'node:child_process'
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

const steps: readonly Step[] = [
  { name: 'types', run: ['npx', 'tsc', '-b'] },
  { name: 'lint', run: ['npx', 'oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'format', run: ['npx', 'oxfmt', '--check'] },
  { name: 'unused files and exports', run: ['npx', 'knip'] },
  { name: 'known holes in dependencies', run: ['npx', 'tsx', 'e2e/tools/audit.ts'] },
  // Before the tests: some of them run commands that hand out the built page.
  { name: 'build', run: ['npm', 'run', '--silent', 'build'] },
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
for (const { name, run, counts } of steps) {
  console.log(`\n── ${name}`)
  const [command = '', ...args] = run
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, TRIFOLD_BUILT: '1' } })
  if (!counts && status === notChecked) {
    unchecked.push(name)
    continue
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
if (flaky > 0) console.log(`\npassed at the second try only: ${flaky}`)
if (broken.length > 0) console.log(`\nfailed in: ${broken.join(', ')}`)
console.log(`\n${lastLine({ passed, failed, skipped }, unchecked)}`)
process.exitCode = failed === 0 ? 0 : 1

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
