/**
 * What a frame's name means for the signals: allocator or collector CPU, and what a waiting thread waits for.
 * The rows are data (framePatterns.json); names are matched whole and anchored, because a loose "alloc|free|gc" once
 * called 99.7 % of a Rust profile allocation (true: 45.6 %).
 */
import type { Runtime } from '../base/vocabulary.ts'
import { normaliseFrameName, withoutArguments, withoutModule } from './frameName.ts'
import rows from './framePatterns.json' with { type: 'json' }

export type CpuClass = 'alloc' | 'gc' | 'gc-idle'
export type WaitClass =
  | 'lock'
  | 'lock-holder'
  | 'runtime-lock'
  | 'kernel-lock'
  | 'lock-or-cond'
  | 'cond'
  | 'join'
  | 'chan'
  | 'idle'
  | 'io'
  | 'sleep'
  | 'gil'

interface Row<Kind> {
  readonly id: string
  readonly runtime: Runtime
  readonly kind: Kind
  readonly pattern: RegExp
}

interface RawRow {
  readonly id: string
  readonly rt: string
  readonly kind: string
  readonly re: string
}

function compile<Kind extends string>(raw: readonly RawRow[]): readonly Row<Kind>[] {
  return raw.map((row) => ({
    id: row.id,
    // The file is ours and a test reads every row; its two columns are only known as text to the compiler.
    runtime: row.rt as Runtime,
    kind: row.kind as Kind,
    pattern: new RegExp(row.re),
  }))
}

const dsoRowId = 'dso.alloc'
const condFileRowId = 'py.lockfile'
const cpuRows = compile<CpuClass>(rows.cpu)
const nameRows = cpuRows.filter((row) => row.id !== dsoRowId)
const dsoRow = cpuRows.find((row) => row.id === dsoRowId)
const allWaitRows = compile<WaitClass>(rows.waits)
const waitRows = allWaitRows.filter((row) => row.id !== condFileRowId)
const condFileRow = allWaitRows.find((row) => row.id === condFileRowId)

/** Names repeat across profiles; each is classified once. Bounded, so that a hostile file cannot fill memory with names. */
const cacheLimit = 200_000
const caches = new Map<string, Map<string, unknown>>()

function cached<Kind>(table: string, name: string, find: () => Kind | undefined): Kind | undefined {
  let cache = caches.get(table)
  if (cache === undefined || cache.size > cacheLimit) {
    cache = new Map()
    caches.set(table, cache)
  }
  if (cache.has(name)) return cache.get(name) as Kind | undefined
  const kind = find()
  cache.set(name, kind)
  return kind
}

const joined = new Map<readonly Row<string>[], Map<Runtime | undefined, RegExp>>()

/** Matches what one of the rows matches that apply to the runtime. */
function anyOf(table: readonly Row<string>[], runtime: Runtime | undefined): RegExp {
  const known = joined.get(table) ?? new Map<Runtime | undefined, RegExp>()
  joined.set(table, known)
  const applies = ({ runtime: own }: Row<string>): boolean =>
    runtime === undefined || own === runtime || own === 'native'
  const some =
    known.get(runtime) ??
    new RegExp(
      table
        .filter(applies)
        .map(({ pattern }) => `(?:${pattern.source})`)
        .join('|'),
    )
  known.set(runtime, some)
  return some
}

/** Beyond this length nothing is a function of a runtime; the expressions stay fast on 100 kB names. */
const longestName = 2000

function matching<Kind extends string>(
  table: readonly Row<Kind>[],
  runtime: Runtime | undefined,
  name: string,
): Row<Kind> | undefined {
  if (name.length > longestName) return undefined
  const normal = normaliseFrameName(name)
  const bare = withoutModule(normal)
  const short = withoutArguments(bare)
  const tests = (row: Row<Kind>): boolean =>
    row.pattern.test(bare) ||
    (bare !== normal && row.pattern.test(normal)) ||
    (short !== bare && row.pattern.test(short))
  // Most names are of no row: one expression says so instead of a hundred.
  const some = anyOf(table, runtime)
  if (!some.test(bare) && !(bare !== normal && some.test(normal)) && !(short !== bare && some.test(short)))
    return undefined
  // First the runtime's own rows, then native ones: a managed frame says more than the futex below it.
  return (
    table.find((row) => row.runtime !== 'native' && (runtime === undefined || row.runtime === runtime) && tests(row)) ??
    table.find((row) => row.runtime === 'native' && tests(row))
  )
}

/**
 * Allocator or collector frame? `module` is the object file (`libjemalloc.so.2`), which decides when symbols are stripped.
 * With an unknown runtime every row applies.
 */
export function classifyCpuFrame(name: string, runtime?: Runtime, module: string = ''): CpuClass | undefined {
  const byName = cached(`cpu/${runtime ?? ''}`, name, () => {
    // Idle marking lies inside gcDrain*: the narrower row wins.
    const idle = nameRows.find((row) => row.kind === 'gc-idle' && row.pattern.test(name))
    if (idle !== undefined && (runtime === undefined || runtime === idle.runtime)) return idle.kind
    return matching(nameRows, runtime, name)?.kind
  })
  if (byName !== undefined || module === '' || dsoRow === undefined) return byName
  const file = module.slice(module.lastIndexOf('/') + 1)
  return dsoRow.pattern.test(file) ? dsoRow.kind : undefined
}

export interface WaitMatch {
  readonly id: string
  readonly kind: WaitClass
  readonly native: boolean
}

/** What a thread with this frame on its stack waits for, if the name says so. */
export function classifyWaitFrame(name: string, runtime?: Runtime): WaitMatch | undefined {
  return cached(`wait/${runtime ?? ''}`, name, () => {
    const row = matching(waitRows, runtime, name)
    return row && { id: row.id, kind: row.kind, native: row.runtime === 'native' }
  })
}

/** Python files whose locks are the inside of a condition, queue or pool: waiting there is parking, not contention. */
export function isConditionFile(file: string): boolean {
  // Some emitters write paths without their root: "concurrent/futures/thread.py".
  return condFileRow?.pattern.test(`/${file}`) ?? false
}
