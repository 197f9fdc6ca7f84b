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
  | 'pool'

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

/**
 * Names repeat across profiles. What was asked for last is in `young`, what was before it in `old`, and what is in neither is worked out
 * again: small, because with a million names to look through, finding one costs more than trying the expressions on it.
 */
const mostYoung = 32_768
interface Generations {
  young: Map<string, unknown>
  old: Map<string, unknown>
}
const caches = new Map<string, Generations>()

function cached<Kind>(table: string, name: string, find: () => Kind | undefined): Kind | undefined {
  let cache = caches.get(table)
  if (cache === undefined) {
    cache = { young: new Map(), old: new Map() }
    caches.set(table, cache)
  }
  const { young, old } = cache
  const recent = young.get(name)
  // What is of no row is kept as null; most names are.
  if (recent !== undefined) return (recent ?? undefined) as Kind | undefined
  const before = old.get(name)
  const kind = before === undefined ? find() : ((before ?? undefined) as Kind | undefined)
  if (young.size >= mostYoung) {
    cache.old = young
    cache.young = new Map()
  }
  cache.young.set(name, kind ?? null)
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
  const spelling = spellingsOf(name)
  // Most names are of no row: one expression says so instead of a hundred.
  if (!fits(anyOf(table, runtime), spelling)) return undefined
  // First the runtime's own rows, then native ones: a managed frame says more than the futex below it.
  return (
    table.find(
      (row) =>
        row.runtime !== 'native' && (runtime === undefined || row.runtime === runtime) && fits(row.pattern, spelling),
    ) ?? table.find((row) => row.runtime === 'native' && fits(row.pattern, spelling))
  )
}

/** One name as rows may have it; what is the same as the one before it is not tried again. */
interface Spellings {
  readonly bare: string
  readonly normal: string
  readonly short: string
}

/** C's functions take no types of a program: `free(acme::Node*)` is a function of its own. */
const ownOverload = /^(?:c?free|[cm]alloc|realloc)\((?!(?:void|unsigned|long|int|size_t|const|[\s*,])*\)$)/

function spellingsOf(name: string): Spellings {
  const normal = normaliseFrameName(name)
  const bare = withoutModule(normal)
  return { bare, normal, short: ownOverload.test(bare) ? bare : withoutArguments(bare) }
}

const fits = (pattern: RegExp, { bare, normal, short }: Spellings): boolean =>
  pattern.test(bare) || (bare !== normal && pattern.test(normal)) || (short !== bare && pattern.test(short))

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
  return cached(`wait/${runtime ?? ''}`, name, () => waitFrameOf(name, runtime))
}

/** The same for who asks about each name once: to remember a million names costs more than to try the expressions on them. */
export function waitFrameOf(name: string, runtime?: Runtime): WaitMatch | undefined {
  const row = matching(waitRows, runtime, name)
  return row && { id: row.id, kind: row.kind, native: row.runtime === 'native' }
}

/** Python files whose locks are the inside of a condition, queue or pool: waiting there is parking, not contention. */
export function isConditionFile(file: string): boolean {
  // Some emitters write paths without their root: "concurrent/futures/thread.py".
  return condFileRow?.pattern.test(`/${file}`) ?? false
}
