/** Where most threads of a program stand and wait, when it is for no lock: whoever reads a dump looks there first. */
import { formatNumber } from '../base/numbers.ts'
import type { LookState, LookThread, ThreadLook } from '../base/looks.ts'
import { isOwnName } from '../formats/threadDump/doing.ts'

export interface Crowd {
  /** The function of the program nearest to the wait. */
  readonly site: string
  readonly state: LookState
  /** Threads there, look by look, and all of the program on average. */
  readonly byLook: readonly number[]
  readonly all: number
}

const fewest = 10
const leastShare = 0.5
/** Locks are told by themselves, who runs or sleeps waits for nobody. */
const told: ReadonlySet<LookState> = new Set(['lock', 'gil', 'running', 'sleep', 'unknown'])

/** @param own threads of the program in a look */
export function crowdOf(
  looks: readonly ThreadLook[],
  own: (look: ThreadLook) => readonly LookThread[],
): Crowd | undefined {
  const bySite = new Map<string, { readonly site: string; readonly state: LookState; readonly byLook: number[] }>()
  let all = 0
  looks.forEach((look, index) => {
    for (const { state, doing, count = 1 } of own(look)) {
      all += count
      if (told.has(state) || !isOwnName(doing.name)) continue
      const key = `${state} ${doing.name}`
      const found = bySite.get(key) ?? { site: doing.name, state, byLook: looks.map(() => 0) }
      found.byLook[index] = (found.byLook[index] ?? 0) + count
      bySite.set(key, found)
    }
  })
  const sum = ({ byLook }: { readonly byLook: readonly number[] }): number => byLook.reduce((total, n) => total + n, 0)
  const [largest] = [...bySite.values()].toSorted((a, b) => sum(b) - sum(a))
  if (largest === undefined || sum(largest) < fewest * looks.length || sum(largest) < leastShare * all) return undefined
  return { ...largest, all: all / looks.length }
}

/** More from look to look, by ten and a tenth at least: threads that come and do not go, or a load that rises. */
export function grows({ byLook }: Crowd): boolean {
  const [first = 0] = byLook
  const last = byLook.at(-1) ?? 0
  return (
    byLook.length >= 3 &&
    byLook.every((n, at) => at === 0 || n > (byLook[at - 1] ?? 0)) &&
    last - first >= Math.max(10, 0.1 * first)
  )
}

/** "300 to 376" */
export const grown = ({ byLook }: Crowd): string =>
  `${formatNumber(byLook[0] ?? 0)} to ${formatNumber(byLook.at(-1) ?? 0)}`
