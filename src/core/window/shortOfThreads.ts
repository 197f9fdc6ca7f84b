/**
 * What no lock explains, and dumps show: a pool whose threads are all busy while more wait for its tasks than run, an event loop that
 * stands in a call, and names that are not resolved.
 */
import { taskKinds, type LookState, type LookThread, type TaskKind, type ThreadLook } from '../base/looks.ts'

/** Threads are means per look. */
export interface FullPool {
  /** Wait for the result of a task, in the pool or not. */
  readonly waiting: number
  readonly threads: number
  /** The name of one of its threads. */
  readonly example: string
  /** Where most of them stand. */
  readonly site: string
  readonly state: LookState
  readonly there: number
  /** All of them wait for the result of a task themselves. */
  readonly asksItself: boolean
}

/** An event loop that was in a call of the program, and did not run. */
export interface HeldLoop {
  readonly site: string
  readonly state: LookState
  /** In so many looks. */
  readonly looks: number
}

export interface ShortOfThreads {
  readonly fullPool?: FullPool
  readonly heldLoop?: HeldLoop
  /** Threads that wait for a name to be resolved, per look. */
  readonly lookups?: number
}

/** @param own threads of the program in a look */
export function shortOfThreads(
  seen: readonly ThreadLook[],
  own: (look: ThreadLook) => readonly LookThread[],
): ShortOfThreads {
  const looks = seen.map(own)
  const fullPool = taskKinds.flatMap((kind) => fullPoolOf(looks, kind) ?? [])[0]
  const heldLoop = heldLoopOf(looks)
  const lookups = perLook(looks, ({ marks }) => marks?.includes('lookup') === true)
  return {
    ...(fullPool === undefined ? {} : { fullPool }),
    ...(heldLoop === undefined ? {} : { heldLoop }),
    ...(lookups > 0 ? { lookups } : {}),
  }
}

type Looks = readonly (readonly LookThread[])[]

function perLook(looks: Looks, keep: (thread: LookThread) => boolean): number {
  return looks.flat().reduce((sum, one) => sum + (keep(one) ? (one.count ?? 1) : 0), 0) / looks.length
}

const fewestWaiting = 2
const standing: ReadonlySet<LookState> = new Set(['condition', 'idle', 'pool', 'unknown'])

/** `pool-1-thread-7`, `ThreadPoolExecutor-0_3`: two pools of one program differ in the number before. */
const poolOf = ({ name }: LookThread): string => name.replace(/\d+$/, '')

/**
 * More wait than run: tasks of some wait for a thread, and where a pool that runs such tasks has none free, that is where. A task that
 * somebody waits for in a pool with free threads runs already.
 */
function fullPoolOf(looks: Looks, kind: TaskKind): FullPool | undefined {
  const asks = ({ marks = [], state }: LookThread): boolean =>
    marks.includes(`asks-${kind}`) && !marks.includes('answers') && standing.has(state)
  const runs = ({ marks = [] }: LookThread): boolean => marks.includes(`runs-${kind}`)
  const isFree = (thread: LookThread): boolean => thread.marks?.includes('free') === true && !runs(thread)
  const isShort = looks.every((look) => {
    const waiting = look.filter(asks).length
    return waiting >= fewestWaiting && waiting > look.filter(runs).length
  })
  if (!isShort) return undefined
  const isFull = (pool: string): boolean =>
    looks.every((look) => {
      const own = look.filter((thread) => poolOf(thread) === pool)
      return own.some(runs) && !own.some(isFree)
    })
  const running = looks.flat().filter(runs)
  const pools = [...new Set(running.map(poolOf))].filter(isFull)
  const [most] = pools
    .map((pool) => running.filter((thread) => poolOf(thread) === pool))
    .toSorted((a, b) => b.length - a.length)
  const crowd = most && mostCommon(most)
  if (most === undefined || crowd === undefined) return undefined
  return {
    waiting: perLook(looks, asks),
    threads: most.length / looks.length,
    example: most[0]?.name ?? '',
    site: crowd.thread.doing.name,
    state: crowd.thread.state,
    there: crowd.count / looks.length,
    asksItself: most.every(asks),
  }
}

/** Those who do the same at the same place. */
function mostCommon(
  threads: readonly LookThread[],
): { readonly thread: LookThread; readonly count: number } | undefined {
  const places = new Map<string, { readonly thread: LookThread; count: number }>()
  for (const thread of threads) {
    const key = `${thread.state} ${thread.doing.name}`
    const place = places.get(key) ?? { thread, count: 0 }
    place.count += 1
    places.set(key, place)
  }
  return [...places.values()].toSorted((a, b) => b.count - a.count)[0]
}

const served: ReadonlySet<LookState> = new Set(['running', 'gil', 'idle'])
/** A loop that serves is met in a short call now and then. */
const leastHeld = 0.8

function heldLoopOf(looks: Looks): HeldLoop | undefined {
  const held = looks.flatMap((look) => {
    // Without native frames, one that waits for its turn at the interpreter looks the same; then others run.
    const someRun = look.some(({ state }) => state === 'running')
    return look
      .filter(
        ({ state, marks }) =>
          marks?.includes('loop') === true && !served.has(state) && !(state === 'unknown' && someRun),
      )
      .slice(0, 1)
  })
  const most = mostCommon(held)
  if (most === undefined || most.count < leastHeld * looks.length) return undefined
  return { site: most.thread.doing.name, state: most.thread.state, looks: most.count }
}
