/**
 * A window of a store on the command line: which store, which service and part of it, when. Times are spelled as in a link
 * (core/link), so that an alert's template serves both.
 */
import type { Result } from '../../core/base/result.ts'
import { err, ok, unreachable } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { LinkFault } from '../../core/link/faults.ts'
import { expected } from '../../core/link/faults.ts'
import { parseLength } from '../../core/link/instants.ts'
import { parseWindow } from '../../core/link/values.ts'
import { readWindows } from '../../core/link/windowsByHand.ts'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import type { Selection } from '../../sources/source.ts'
import type { Login } from './login.ts'

/** Which store, and how it is spoken to. */
export interface StoreAddress extends Login {
  readonly kind: 'pyroscope' | 'parca'
  /** Without a login and without a slash at the end. */
  readonly url: string
  /** Sent as X-Scope-OrgID. */
  readonly tenant?: string
}

/** A part of a service in a window. */
export interface StoreWindow extends Selection {
  readonly window: TimeWindow
}

export interface AskedStore {
  readonly address: StoreAddress
  readonly head: StoreWindow
  /** What it is compared with. */
  readonly base?: StoreWindow
}

/** Options that take a value; those of `diagnose` for times and sides (`from`, `until`, `base-window` …) are handed over as well. */
export const storeOptions: readonly string[] = [
  'pyroscope',
  'parca',
  'tenant',
  'service',
  'label',
  'last',
  'at',
  'to',
  'before',
  'base-service',
  'base-label',
]

export const storeUsage = `  --pyroscope URL, --parca URL
                  a window of a store instead of PATHs; user:password in the address is sent to it alone, or
                  TRIFOLD_PYROSCOPE_TOKEN (TRIFOLD_PARCA_TOKEN) as a bearer token. Without either
                  TRIFOLD_PYROSCOPE_URL or TRIFOLD_PARCA_URL; --tenant NAME where it keeps several apart
  --service NAME  which service of it; --label pod=orders-2 a part of it, may be repeated (a label twice: either value)
  --last 15m, --at TIME, --from TIME --until TIME
                  when: the last 15 minutes, ten minutes before an alert to five after, or a window. TIME is ISO 8601
                  with its zone, epoch seconds or ms, now-15m; --to is --until. Default: the last ten whole minutes`

/** Which variable is meant where no option names a store. */
const variables = { pyroscope: 'TRIFOLD_PYROSCOPE_URL', parca: 'TRIFOLD_PARCA_URL' } as const

/** A store's last ten whole minutes, as on the page. */
const firstWindowMs = 600_000

/** Words as they were written, by option. */
export type StoreWords = ReadonlyMap<string, readonly string[]>

export interface Around {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nowMs: number
}

/** Undefined where no store is meant. */
export function parseStore(words: StoreWords, around: Around): Result<AskedStore | undefined, string> {
  const own = storeOptions.filter((option) => option !== 'to' && words.has(option))
  const [first] = own
  if (first === undefined) return ok(undefined)
  const address = addressOf(words, around.env)
  if (!address.ok) return address
  if (address.value === undefined) return err(`--${first} is of a store: name it with --pyroscope URL or --parca URL`)
  const windows = windowsOf(words, around.nowMs)
  if (!windows.ok) return windows
  const labels = labelsOf(words.get('label') ?? [], '--label')
  if (!labels.ok) return labels
  const service = last(words, 'service') ?? ''
  const head: StoreWindow = { service, labels: labels.value, window: windows.value.head }
  const base = baseOf(words, head, windows.value.base)
  if (!base.ok) return base
  return ok({ address: address.value, head, ...(base.value === undefined ? {} : { base: base.value }) })
}

const last = (words: StoreWords, option: string): string | undefined => words.get(option)?.at(-1)

/** Of the environment only its tokens: an address of another store is not the one that is meant. */
const noStores = { TRIFOLD_PYROSCOPE_URL: '', TRIFOLD_PARCA_URL: '', TRIFOLD_GO_PPROF_URL: '' }

/** The store named by an option, else by the environment; undefined where neither names one. */
export function addressOf(words: StoreWords, env: Around['env']): Result<StoreAddress | undefined, string> {
  const given = (['pyroscope', 'parca'] as const).filter((kind) => words.has(kind))
  if (given.length > 1) return err('--pyroscope and --parca: name one of them')
  const known = (['pyroscope', 'parca'] as const).filter((kind) => (env[variables[kind]] ?? '') !== '')
  const [kind, other] = given.length > 0 ? given : known
  if (kind === undefined) return ok(undefined)
  if (other !== undefined)
    return err(`${variables.pyroscope} and ${variables.parca} are both set: say which with --pyroscope or --parca`)
  const variable = variables[kind]
  const written = last(words, kind)
  const { entries, mistakes } = proxyTable(
    { ...env, ...noStores, [variable]: written ?? env[variable] },
    written === undefined ? {} : { [variable]: `--${kind}` },
  )
  const [entry] = entries
  if (entry === undefined) return err(mistakes[0] ?? `--${kind} needs an address`)
  const tenant = last(words, 'tenant')
  if (tenant !== undefined && !/^[\x21-\x7e]{1,200}$/.test(tenant)) return err('--tenant needs a name')
  return ok({
    kind,
    url: entry.target,
    ...(entry.auth === undefined ? {} : { auth: entry.auth }),
    ...(entry.token === undefined ? {} : { token: entry.token }),
    ...(tenant === undefined ? {} : { tenant }),
  })
}

interface Windows {
  readonly head: TimeWindow
  readonly base?: TimeWindow
}

/** Keys of a link, and the options that say the same. */
const keys = {
  last: 'last',
  at: 'at',
  from: 'from',
  to: 'to',
  until: 'until',
  'head-window': 'w',
  'base-window': 'base',
} as const

function windowsOf(words: StoreWords, nowMs: number): Result<Windows, string> {
  const asked = new Map<string, string>()
  for (const [option, key] of Object.entries(keys)) {
    const text = last(words, option)
    if (text !== undefined) asked.set(key, text)
  }
  const [fault] = readWindows(asked, nowMs)
  if (fault !== undefined) return err(faultOf(fault))
  const minutes = Math.floor(nowMs / 60_000) * 60_000
  const head = parseWindow(asked.get('w') ?? '') ?? { fromMs: minutes - firstWindowMs, untilMs: minutes }
  const base = parseWindow(asked.get('base') ?? '')
  const before = last(words, 'before')
  if (before === undefined) return ok({ head, ...(base === undefined ? {} : { base }) })
  const back = parseLength(before)
  if (back === undefined) return err(`--before needs ${expected.length}, not "${before}"`)
  if (base !== undefined) return err('--before and --base-window both say the base: keep one')
  return ok({ head, base: { fromMs: head.fromMs - back, untilMs: head.untilMs - back } })
}

/** As `faultText`, about options. */
function faultOf(fault: LinkFault): string {
  const optionOf = (key: string): string => `--${Object.entries(keys).find(([, own]) => own === key)?.[0] ?? key}`
  switch (fault.kind) {
    case 'value':
      return `${optionOf(fault.key)} needs ${expected[fault.expects]}, not "${fault.value}"`
    case 'no-zone':
      return `${optionOf(fault.key)} says no zone ("${fault.value}"): add Z or one such as +05:30`
    case 'reversed':
      return `the window ends before it begins (${fault.keys.map(optionOf).join(', ')})`
    case 'conflict':
      return `the window is said twice, with ${fault.keys.map(optionOf).join(', ')}: keep one`
    case 'without':
      return `${optionOf(fault.key)} lacks ${optionOf(fault.needs)}`
    case 'unknown-key':
    case 'template':
    case 'twice':
    case 'not-for-source':
    case 'no-store':
    case 'which-store':
    case 'unknown-store':
      return 'the window cannot be understood'
    default:
      return unreachable(fault)
  }
}

/** `pod=a`, `pod!=a`; a label given twice is either of its values, or neither of them. In the spelling of `selector.ts`. */
function labelsOf(words: readonly string[], option: string): Result<Record<string, string>, string> {
  const values = new Map<string, string[]>()
  for (const word of words) {
    const [, name, not = '', value] = /^([a-zA-Z_][\w.]*)(!?)=(.+)$/s.exec(word) ?? []
    if (name === undefined || value === undefined)
      return err(`${option} needs NAME=VALUE such as pod=orders-2, not "${word}"`)
    values.set(name + not, [...(values.get(name + not) ?? []), value])
  }
  return ok(
    Object.fromEntries(
      [...values].map(([name, all]) => (all.length === 1 ? [name, all[0] ?? ''] : [`${name}~`, all.join('|')])),
    ),
  )
}

/** Only what was given about the base differs; another part of a service in the same window is a base too. */
function baseOf(
  words: StoreWords,
  head: StoreWindow,
  window: TimeWindow | undefined,
): Result<StoreWindow | undefined, string> {
  const labels = words.has('base-label') ? labelsOf(words.get('base-label') ?? [], '--base-label') : ok(head.labels)
  if (!labels.ok) return labels
  const service = last(words, 'base-service')
  if (window === undefined && !words.has('base-label') && service === undefined) return ok(undefined)
  const base: StoreWindow = { service: service ?? head.service, labels: labels.value, window: window ?? head.window }
  if (JSON.stringify(base) === JSON.stringify(head))
    return err('base and head are the same part of the same service in the same window')
  return ok(base)
}
