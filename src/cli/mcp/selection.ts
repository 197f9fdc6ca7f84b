/** What a tool is asked about: files below the folders given at start, or a window of a store given at start. */
import { z } from 'zod'
import { err, ok, type Result } from '../../core/base/result.ts'
import { tokenVariables } from '../../sources/proxy/proxyTable.ts'
import type { Around, StoreAddress } from '../store/arguments.ts'
import type { Confined } from './confine.ts'

/** What the server was started with. */
export interface Given {
  readonly confined: Confined
  readonly stores: readonly StoreAddress[]
}

const instant = z.string().min(1).max(100)

export const selection = {
  paths: z
    .array(z.string().min(1).max(4096))
    .min(1)
    .max(200)
    .optional()
    .describe(
      'profile files, folders of them, or recordings, below the folders this server was started with; or a service of a store instead',
    ),
  store: z.enum(['pyroscope', 'parca']).optional().describe('which store, where this server was started with both'),
  service: z.string().min(1).max(500).optional().describe('a service of the store this server was started with'),
  labels: z
    .record(z.string().max(200), z.union([z.string().max(1000), z.array(z.string().max(1000)).max(100)]))
    .optional()
    .describe('a part of the service: {"pod": "orders-2"}, or several values of a label as a list'),
  last: instant.optional().describe('a window of the store that ends now: 15m, 2h'),
  at: instant.optional().describe('an alert’s instant: ten minutes before it to five after'),
  from: instant.optional().describe('ISO 8601 with its zone, epoch seconds or ms, now-15m'),
  until: instant.optional(),
}

const asked = z.object(selection)
export type Asked = z.infer<typeof asked>

/** What a store's window is compared with. */
export const baseSelection = z.object({
  service: selection.service,
  labels: selection.labels,
  before: instant.optional().describe('the same window so long before: 1h, 1d, 1w'),
  from: instant.optional(),
  until: instant.optional(),
})

/** Words of the command line, and the store they are about; it is not among the words, because its address may hold a password. */
export interface Words {
  readonly words: readonly string[]
  readonly around: Around
}

const variables = { pyroscope: 'TRIFOLD_PYROSCOPE_URL', parca: 'TRIFOLD_PARCA_URL' } as const

export function wordsOf(given: Given, { paths, store, ...part }: Asked): Result<Words, string> {
  const nowMs = Date.now()
  const ofStore = optionsOf(part)
  if (paths !== undefined) {
    if (ofStore.length > 0 || store !== undefined) return err('paths and a window of a store: ask about one of them')
    const found = existing(given.confined, paths)
    return found.ok ? ok({ words: ['--', ...found.value], around: { env: {}, nowMs } }) : found
  }
  const address = storeOf(given, store)
  if (!address.ok) return address
  // Without a service the answer says which there are.
  const { tenant } = address.value
  const words = [...(part.service === undefined ? ['--service='] : []), ...ofStore]
  return ok({
    words: tenant === undefined ? words : [`--tenant=${tenant}`, ...words],
    around: { env: envOf(address.value), nowMs },
  })
}

export function storeOf({ stores }: Given, kind: Asked['store']): Result<StoreAddress, string> {
  const [only, ...others] = stores.filter((one) => kind === undefined || one.kind === kind)
  if (only === undefined)
    return err(
      stores.length === 0
        ? 'say which paths; this server was started without a store (trifold mcp --pyroscope URL)'
        : `this server was started with ${stores.map((one) => one.kind).join(', ')} and no other store`,
    )
  return others.length === 0 ? ok(only) : err('say which store: pyroscope or parca')
}

function envOf({ kind, url, auth, token }: StoreAddress): Around['env'] {
  const address = new URL(url)
  const [user = '', ...password] = (auth ?? '').split(':')
  address.username = encodeURIComponent(user)
  address.password = encodeURIComponent(password.join(':'))
  return { [variables[kind]]: address.href, [tokenVariables[kind] ?? '']: token }
}

/** Each value in one word with its option, so that none of them can be taken for another option. */
export function optionsOf({
  service,
  labels = {},
  last,
  at,
  from,
  until,
}: Omit<Asked, 'paths' | 'store'>): readonly string[] {
  const times = { last, at, from, until }
  return [
    ...(service === undefined ? [] : [`--service=${service}`]),
    ...labelWords('label', labels),
    ...Object.entries(times).flatMap(([option, text]) => (text === undefined ? [] : [`--${option}=${text}`])),
  ]
}

export function baseOptionsOf({
  service,
  labels,
  before,
  from,
  until,
}: z.infer<typeof baseSelection>): Result<readonly string[], string> {
  if ((from === undefined) !== (until === undefined)) return err('base: from and until belong together')
  return ok([
    ...(service === undefined ? [] : [`--base-service=${service}`]),
    ...labelWords('base-label', labels ?? {}),
    ...(before === undefined ? [] : [`--before=${before}`]),
    ...(from === undefined || until === undefined ? [] : [`--base-window=${from}..${until}`]),
  ])
}

const labelWords = (option: string, labels: NonNullable<Asked['labels']>): readonly string[] =>
  Object.entries(labels).flatMap(([name, values]) => [values].flat().map((value) => `--${option}=${name}=${value}`))

export function existing(confined: Confined, asked: readonly string[]): Result<readonly string[], string> {
  const found: string[] = []
  for (const path of asked) {
    const one = confined.existing(path)
    if (!one.ok) return one
    found.push(one.value)
  }
  return ok(found)
}
