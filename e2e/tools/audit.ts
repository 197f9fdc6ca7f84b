/**
 * Known holes in what we depend on, high and worse. An exception needs a reason and an end; where the registry keeps no list of holes,
 * that is said and nothing is claimed.
 */
import { spawnSync } from 'node:child_process'

interface Exception {
  readonly advisory: string
  readonly why: string
  /** ISO date after which it counts again. */
  readonly until: string
}

/** Empty is the aim. */
const exceptions: readonly Exception[] = []

interface Report {
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly severity: string
        readonly via: readonly (string | { readonly url?: string; readonly title?: string })[]
      }
    >
  >
}

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', timeout: 120_000 })
const report = parse(stdout)
if (!report?.vulnerabilities) {
  console.log('The registry in use answers no audit: dependencies were not checked for known holes.')
} else {
  const today = new Date().toISOString().slice(0, 10)
  const excepted = new Set(exceptions.filter(({ until }) => until >= today).map(({ advisory }) => advisory))
  const found = Object.entries(report.vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .flatMap(([name, { via }]) =>
      via.flatMap((one) => (typeof one === 'string' ? [] : [{ name, url: one.url ?? '', title: one.title ?? '' }])),
    )
    .filter(({ url }) => !excepted.has(url))
  for (const { name, title, url } of found) console.log(`${name}: ${title} (${url})`)
  console.log(found.length === 0 ? 'No known hole of high severity.' : `${found.length} known holes of high severity.`)
  process.exitCode = found.length === 0 ? 0 : 1
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report
  } catch {
    return undefined
  }
}
