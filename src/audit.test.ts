/** The recorded outputs are npm 11.19's own, of a project of two packages, with holes invented by the registry it asked. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type AuditException, auditExitCode, decideAudit, notChecked } from '../e2e/tools/auditDecision.ts'
import { lastLine } from '../e2e/tools/lastLine.ts'

const recorded = (name: string): string => readFileSync(`e2e/tools/audit/${name}.json`, 'utf8')
const today = '2026-11-22'
const first: AuditException = {
  advisory: 'https://github.com/advisories/GHSA-aaaa-bbbb-0001',
  package: 'inner',
  why: 'only reached by the bench',
  until: '2026-12-31',
}

describe('the audit of dependencies', () => {
  it('passes without holes and with moderate ones', () => {
    expect(decideAudit(recorded('clean'), [], today).outcome).toBe('passed')
    expect(decideAudit(recorded('moderate'), [], today).outcome).toBe('passed')
  })

  it('fails on a high one and on a critical one, and names each', () => {
    const high = decideAudit(recorded('high'), [], today)
    expect(high.outcome).toBe('failed')
    expect(high.lines[0]).toBe('inner: high, Hole 1 of inner (https://github.com/advisories/GHSA-aaaa-bbbb-0001)')
    expect(high.lines.join()).not.toContain('Hole 2')
    expect(decideAudit(recorded('critical'), [], today).lines.join()).toContain('critical, Hole 4')
  })

  it('lives with what is written down, as long as it says, in that package only', () => {
    expect(decideAudit(recorded('high'), [first], today).outcome).toBe('passed')
    expect(decideAudit(recorded('high'), [{ ...first, until: today }], today).outcome).toBe('passed')
    expect(decideAudit(recorded('high'), [{ ...first, package: 'outer' }], today).outcome).toBe('failed')
    // Another hole of the same package is not covered.
    expect(decideAudit(recorded('critical'), [first], today).outcome).toBe('failed')
  })

  it('fails on an exception that is over, has no reason or no date, whatever the registry says', () => {
    for (const bad of [{ until: '2026-11-21' }, { why: ' ' }, { until: 'soon' }])
      for (const output of ['clean', 'high', 'refused'])
        expect(decideAudit(recorded(output), [{ ...first, ...bad }], today).outcome, output).toBe('failed')
  })

  it('says when an exception is not needed any more', () => {
    expect(decideAudit(recorded('clean'), [first], today).lines.join()).toContain('remove it')
  })

  it('counts no answer neither as passed nor, unless one is expected, as failed', () => {
    const { outcome } = decideAudit(recorded('refused'), [], today)
    expect(auditExitCode(outcome, false)).toBe(notChecked)
    expect(auditExitCode(outcome, true)).toBe(1)
    expect([auditExitCode('passed', true), auditExitCode('failed', false)]).toEqual([0, 1])
  })

  it('claims nothing where the registry answers no audit, or nothing at all', () => {
    for (const output of [recorded('refused'), '', 'npm ERR! network', '[]', '{"vulnerabilities":[]}'])
      expect(decideAudit(output, [], today)).toMatchObject({ outcome: 'not-checked' })
  })
})

describe('the last line of npm test', () => {
  const counts = { passed: 12, failed: 0, skipped: 0 }
  it('says what could not be checked, and nothing of it where all was', () => {
    expect(lastLine(counts, ['known holes in dependencies'])).toBe(
      '12 passed, 0 failed, not checked: known holes in dependencies',
    )
    expect(lastLine({ ...counts, skipped: 2 }, [])).toBe('12 passed, 0 failed, 2 skipped')
  })
})

describe('what is installed', () => {
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  it('is held to a hash, package by package, itself or with the package that it comes inside of', () => {
    const packages = Object.entries(packagesOf(lock)).filter(([path]) => path !== '')
    expect(packages.length).toBeGreaterThan(300)
    expect(packages.filter(([path]) => !isHeld(path)).map(([path]) => path)).toEqual([])
  })

  it('from wherever npm is told to fetch it: the lock file names no address', () => {
    expect(Object.values(packagesOf(lock)).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })

  function isHeld(path: string): boolean {
    const { integrity, inBundle } = packagesOf(lock)[path] ?? {}
    if (typeof integrity === 'string') return /^sha512-[\w+/]{86}==$/.test(integrity)
    const outer = path.lastIndexOf('/node_modules/')
    return inBundle === true && outer > 0 && isHeld(path.slice(0, outer))
  }
})

interface LockedPackage {
  readonly integrity?: unknown
  readonly inBundle?: unknown
  readonly resolved?: unknown
}

function packagesOf(lock: unknown): Readonly<Record<string, LockedPackage>> {
  return lock !== null && typeof lock === 'object' && 'packages' in lock
    ? (lock.packages as Readonly<Record<string, LockedPackage>>)
    : {}
}
