/** From what `npm audit --json` printed and the written exceptions to "may this be shipped". */

/** A known hole that is lived with: which, in which package, why, and until when. */
export interface AuditException {
  /** Address of the advisory, as npm prints it. */
  readonly advisory: string
  readonly package: string
  readonly why: string
  /** ISO date of its last day. */
  readonly until: string
}

export interface AuditDecision {
  /** not-checked: the registry keeps no list of holes, and nothing is claimed. */
  readonly outcome: 'passed' | 'failed' | 'not-checked'
  readonly lines: readonly string[]
}

/** What `npm test` takes for "nothing was checked": neither passed nor failed. */
export const notChecked = 3

export function auditExitCode(outcome: AuditDecision['outcome'], isExpected: boolean): number {
  if (outcome === 'passed') return 0
  return outcome === 'not-checked' && !isExpected ? notChecked : 1
}

interface Hole {
  readonly package: string
  readonly advisory: string
  readonly title: string
  readonly severity: string
}

/** @param today ISO date */
export function decideAudit(stdout: string, exceptions: readonly AuditException[], today: string): AuditDecision {
  const broken = exceptions.flatMap((one) => faultOf(one, today))
  const holes = seriousHoles(stdout)
  if (!holes) {
    const unchecked = 'The registry in use answers no audit: dependencies were not checked for known holes.'
    return { outcome: broken.length > 0 ? 'failed' : 'not-checked', lines: [...broken, unchecked] }
  }
  const excepted = (hole: Hole): boolean =>
    exceptions.some((one) => one.advisory === hole.advisory && one.package === hole.package && one.until >= today)
  const open = holes.filter((hole) => !excepted(hole))
  const unused = exceptions.filter((one) => !holes.some(({ advisory }) => advisory === one.advisory))
  return {
    outcome: open.length > 0 || broken.length > 0 ? 'failed' : 'passed',
    lines: [
      ...open.map(({ package: name, severity, title, advisory }) => `${name}: ${severity}, ${title} (${advisory})`),
      ...broken,
      ...unused.map(({ advisory }) => `The exception for ${advisory} is not needed any more: remove it.`),
      ...holes.filter(excepted).map(({ package: name, advisory }) => `${name}: lived with (${advisory})`),
      open.length === 0 ? 'No known hole of high severity.' : `Known holes of high severity: ${open.length}.`,
    ],
  }
}

function faultOf({ advisory, why, until }: AuditException, today: string): readonly string[] {
  if (why.trim() === '') return [`The exception for ${advisory} gives no reason.`]
  if (!/^\d{4}-\d\d-\d\d$/.test(until) || Number.isNaN(Date.parse(until)))
    return [`The exception for ${advisory} ends on no date: "${until}".`]
  return until < today ? [`The exception for ${advisory} ended on ${until}: update, or think again.`] : []
}

/** Undefined when this is no audit. A package that is only affected through another names it as text: it is counted there. */
function seriousHoles(stdout: string): readonly Hole[] | undefined {
  const report = parse(stdout)
  if (!isRecord(report) || !isRecord(report['vulnerabilities'])) return undefined
  return Object.entries(report['vulnerabilities']).flatMap(([name, entry]) => {
    const via: unknown = isRecord(entry) ? entry['via'] : undefined
    const found = (Array.isArray(via) ? (via as unknown[]) : []).filter(isRecord).flatMap((one) => {
      const severity = String(one['severity'])
      return severity === 'high' || severity === 'critical'
        ? [{ package: name, advisory: String(one['url']), title: String(one['title']), severity }]
        : []
    })
    return found
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
