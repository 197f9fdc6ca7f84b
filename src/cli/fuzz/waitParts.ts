/** Who waits for whom, as events and as dumps say it: whatever owners, times and rings are claimed, shares are shares and add up. */
import { LockTally } from '../../core/base/lockTally.ts'
import type { HolderDoingKind, LockWait, LockWaits } from '../../core/base/lockWaits.ts'
import type { Doing, LookState, LookThread, ThreadLook } from '../../core/base/looks.ts'
import { threadsSeen } from '../../core/analysis/offCpu.ts'
import { didAt, waitedFor } from '../../core/formats/did.ts'
import { joinLocks } from '../../core/formats/lockJoin.ts'
import { apart, ThreadStretches, WaitColumns } from '../../core/formats/waitColumns.ts'
import { dumpsOf } from '../../core/testing/drawnLooks.ts'
import { gatherLooks } from '../../core/window/gatherLooks.ts'
import { looksWaits } from '../../core/window/looksWaits.ts'
import { figureProblem } from './checks.ts'
import { type Part, bytesOf, outcome, textOf } from './part.ts'

const did: readonly HolderDoingKind[] = ['disk', 'network', 'cpu', 'condition', 'sleep']
const most = 20_000
const few = 64
/** Rounding of sums of doubles. */
const slack = 1e-6

const lines = (input: Uint8Array): readonly (readonly string[])[] =>
  textOf(input)
    .split('\n', most)
    .map((line) => line.split(' ', 10))

const numberIn = (text: string | undefined, limit: number): number => {
  const value = Number(text)
  return Number.isFinite(value) ? Math.min(limit, Math.abs(value)) : 0
}
const indexIn = (text: string | undefined): number => Math.floor(numberIn(text, few - 1))

/**
 *   w THREAD LOCK FROM FOR OWNER       owner − for unknown        e THREAD KIND FROM FOR      s THREAD KIND FROM FOR      p FROM FOR
 *
 * Once with owners as the wait ends and once as it begins.
 */
function joined(input: Uint8Array, ownersAt: 'start' | 'end'): LockWaits | undefined {
  const tally = new LockTally()
  const waits = new WaitColumns()
  const [events, samples] = [new ThreadStretches(), new ThreadStretches()]
  const pauses: [number, number][] = []
  const ids = Array.from({ length: few }, (_, lock) =>
    tally.lock('monitor', `Lock${lock % 9}`, `${lock}`, `site${lock}`),
  )
  for (const [kind, first, second, third, fourth, owner] of lines(input)) {
    const [thread, which, fromNs, forNs] = [
      indexIn(first),
      indexIn(second),
      numberIn(third, 1e13),
      numberIn(fourth, 1e13),
    ]
    if (kind === 'w') {
      tally.waited(ids[which] ?? 0, `site${which}`, forNs)
      waits.push(fromNs, fromNs + forNs, thread, owner === '-' ? -1 : indexIn(owner), which, which)
      events.push(fromNs, fromNs + forNs, thread, waitedFor(ids[which] ?? 0))
    } else if (kind === 'e' || kind === 's') {
      const what = didAt(did[which % did.length] ?? 'cpu', which)
      ;(kind === 'e' ? events : samples).push(fromNs, fromNs + forNs, thread, what)
    } else if (kind === 'p') pauses.push([numberIn(first, 1e13), numberIn(first, 1e13) + numberIn(second, 1e13)])
  }
  if (waits.length === 0) return undefined
  const names = Array.from({ length: few }, (_, at) => `site${at}`)
  joinLocks(tally, {
    waits,
    ownersAt,
    events,
    samples,
    pauses: apart(pauses),
    siteNames: names,
    lockIds: Int32Array.from(ids),
    threadNames: names,
    placeName: (place) => names[place] ?? '',
  })
  return tally.finish({ fromMs: 0, untilMs: 1 })
}

export function waitsProblem({ waits, restNs }: LockWaits): string | undefined {
  const ids = new Set(waits.map(({ id }) => id))
  for (const wait of waits) {
    const problem = waitProblem(wait, ids)
    if (problem !== undefined) return problem
  }
  return restNs >= 0 && Number.isFinite(restNs) ? undefined : 'a rest that is none'
}

function waitProblem(wait: LockWait, ids: ReadonlySet<number>): string | undefined {
  const { id, chain, knot, hands, owner, waitNs, waiters } = wait
  const shares = owner.doing.map(({ share }) => share)
  if (shares.some((share) => !(share >= 0 && share <= 1 + slack))) return 'a share that is none'
  const sum = shares.reduce((total, share) => total + share, 0)
  if (sum > 1 + slack) return 'shares of more than all'
  if (chain[0] !== id || new Set(chain).size !== chain.length) return 'a chain that is none'
  if (chain.some((link) => !ids.has(link))) return 'a chain to a lock that is not there'
  if (knot && chain.length === 0) return 'a knot of nothing'
  if (wait.deadlock !== undefined && (wait.evidence === undefined || !(waitNs > 0)))
    return 'a deadlock that nobody holds or waits for'
  if (hands !== undefined && !(hands.meanHeldNs >= 0 && (hands.topThreadShare ?? 0) <= 1)) return 'hands that are none'
  const seen = waiters.reduce((total, { ns }) => total + ns, 0)
  return seen > waitNs * (1 + slack) + slack ? 'more waiting by place than in all' : undefined
}

const timed = [
  'w 1 0 0 500 2\nw 2 1 0 490 1\n',
  'w 1 0 100 400 2\ne 2 0 50 150\np 180 60\ns 2 2 300 20\n',
  'w 1 0 0 100 -\nw 3 0 0 300 1\nw 4 0 10 290 -\ne 1 1 100 50\ns 1 2 210 10\n',
  'w 1 3 0 100 1\nw 1 3 100 100 1\nw 2 3 50 150 1\ne 1 4 0 1000\n',
] as const

const recorded: Part = {
  name: 'lock waits',
  seeds: async () => timed.map(bytesOf),
  run: async (input) => {
    const found = (['end', 'start'] as const).map((at) => joined(input, at))
    const problems = found.flatMap((waits) =>
      waits === undefined ? [] : (waitsProblem(waits) ?? figureProblem(waits, 'waits') ?? []),
    )
    return outcome(
      found.some((waits) => waits !== undefined),
      problems[0],
    )
  },
}

const states: readonly LookState[] = ['lock', 'pool', 'condition', 'io', 'idle', 'sleep', 'running', 'gil', 'unknown']
const doings: readonly Doing['kind'][] = [
  'disk',
  'network',
  'lock',
  'pool',
  'condition',
  'sleep',
  'idle',
  'cpu',
  'still',
  'unknown',
]

/** `t NAME STATE WAITS HOLDS,HOLDS DOING COUNT`; a line `look` begins the next one. */
function looksOf(input: Uint8Array): readonly ThreadLook[] {
  const looks: LookThread[][] = [[]]
  for (const [kind, name = '', state, waits = '', holds = '', doing, count] of lines(input)) {
    if (kind === 'look' && looks.length < few) looks.push([])
    if (kind !== 't') continue
    looks.at(-1)?.push({
      id: name,
      name,
      group: name,
      role: 'application',
      state: states[indexIn(state) % states.length] ?? 'unknown',
      holds:
        holds === ''
          ? []
          : holds.split(',', few).map((id) => ({ lock: { id, kind: 'Lock', site: 'shop.post' }, evidence: 'printed' })),
      doing: { kind: doings[indexIn(doing) % doings.length] ?? 'unknown', name: 'shop.flush' },
      stack: -1,
      ...(waits === '' ? {} : { waitsFor: { id: waits, kind: 'Lock', site: 'shop.post', line: indexIn(waits) } }),
      ...(count === undefined ? {} : { count: 1 + indexIn(count) }),
    })
  }
  return looks.filter((threads) => threads.length > 0).map((threads) => ({ sees: 'states', deadlocks: [], threads }))
}

const dumped = [
  't a 0 1 2 2\nt b 0 2 1 2\nt c 0 1\nlook\nt a 0 1 2 2\nt b 0 2 1 2\n',
  't a 6 - 1 0\nt b 0 1\nt c 0 1 - 0 5\nt d 3\nt e 4\n',
  't a 0 1 1 2\nt a 0 1 1 2\nlook\nt a 8 - 1,2,3 9\nt b 0 3 1 1\nt c 7 GIL\n',
] as const

const looked: Part = {
  name: 'locks in dumps',
  seeds: async () => dumped.map(bytesOf),
  run: async (input) => {
    const captures = dumpsOf(looksOf(input))
    const gathered = gatherLooks({
      captures,
      facts: [],
      window: { fromMs: 0, untilMs: 1 },
      settings: {},
      runtime: undefined,
      native: [],
      otherDays: [],
    })
    if (gathered === undefined) return outcome(false, undefined)
    const waits = looksWaits(gathered.seen)
    const seen = threadsSeen(gathered.reading)
    const all = gathered.reading.looks.reduce((sum, { threads }) => sum + threads, 0) / gathered.reading.looks.length
    const problem =
      (waits && (waitsProblem(waits) ?? figureProblem(waits, 'waits'))) ??
      (seen && Math.abs(seen.threads - all) > slack * (1 + all) ? 'threads that stand nowhere, or twice' : undefined)
    return outcome(true, problem)
  },
}

export const waitParts: readonly Part[] = [recorded, looked]
