/** One line about a service's processes, as facts: how many are how, the worst by name, since when, and how the others stand. */
import type { EpochMs, Milliseconds, TimeWindow } from '../base/units.ts'
import type { RuleId, SignalId } from '../base/vocabulary.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { ruleOf } from '../diagnosis/rules.ts'
import type { Stated } from '../signals/account.ts'
import { type PartApart, partApart, sharedBy, type SharedLabel } from './apart.ts'
import { type Scales, standsOut } from './distance.ts'
import { assumedCores, mayBe, nearestOf, needsHalfACore, onsetIn } from './judge.ts'
import type { FigureId } from './memberFigures.ts'
import type { Onset } from './onset.ts'
import type { Process } from './process.ts'
import type { FleetMeasure } from './series.ts'
import type { FleetMember, Standing, Standings } from './standing.ts'

export interface FleetVerdict {
  /** How many processes there are in all. */
  readonly of: number
  readonly label: string
  /** `differs`: no rule is near, and one stands out all the same. */
  readonly lead: Standing | 'differs'
  /** The rule that holds, may hold or is near. */
  readonly pattern?: RuleId
  readonly diagnosis: Diagnosis
  /** Names of those it is about, worst first. */
  readonly members: readonly string[]
  /** What is furthest out of the first of them, and the median of all. */
  readonly by?: { readonly figure: FigureId; readonly value: number; readonly median: number }
  /**
   * When the first of them became so; `started`: it was so since its own start, which was at that time or up to `withinMs` later; `lastMs`:
   * when the last did, where that is another time. Absent: before the window, or by and by.
   */
  readonly onset?: Onset & {
    readonly figure: FigureId
    readonly started?: true
    readonly withinMs?: Milliseconds
    readonly lastMs?: EpochMs
  }
  /** What all of them have in common, and none of the others. */
  readonly shared?: SharedLabel
  /** No rule holds, and one part of the processes is far from the rest all the same. */
  readonly apart?: PartApart
  /** How the others stand. */
  readonly rest: Standings
  /** Nobody said how many cores a process may use, and it matters: it holds on so many or more. */
  readonly assumesCores?: number
  /** Who uses more cores than each was said to have: that number is wrong, and nothing is judged by it. */
  readonly over?: { readonly members: readonly string[]; readonly most: number; readonly said: Stated }
  /** Of an open answer: the pattern holds where each of them may use fewer cores than this. */
  readonly belowCores?: number
}

export interface VerdictContext {
  readonly window: TimeWindow
  readonly label: string
  readonly scales: Scales
  readonly processes: readonly Process[]
}

export function verdictOf(members: readonly FleetMember[], context: VerdictContext): FleetVerdict | undefined {
  const [worst] = members
  if (worst === undefined) return undefined
  const furthest = members.reduce((best, one) => (one.distance > best.distance ? one : best), worst)
  const calm = worst.standing === 'quiet' || (worst.standing === 'open' && worst.onCores === undefined)
  const differs = calm && members.length > 2 && furthest.distance >= standsOut
  const first = differs ? furthest : worst
  const alike = differs
    ? members.filter((one) => one.distance >= standsOut && one.by === first.by)
    : members.filter((one) => one.standing === worst.standing && patternOf(one) === patternOf(worst))
  const rest: Record<Standing, number> = { fires: 0, may: 0, near: 0, open: 0, quiet: 0 }
  for (const one of members) if (!alike.includes(one)) rest[one.standing]++
  const pattern = patternOf(first)
  const limits = alike.flatMap(({ onCores }) => onCores?.below ?? [])
  const figure = figureThatDecides(first)
  const value = figure && first.figures[figure]
  const median = figure && context.scales[figure]?.median
  const changed = figure === undefined || calm !== differs ? undefined : onsetOfAll(first, alike, figure, context)
  const onset = changed ?? (worst.standing === 'fires' ? startOf(alike, context) : undefined)
  const shared = alike.length > 1 && !(calm && !differs) ? sharedBy(alike, members, context.label) : undefined
  const apart = calm && !differs ? partApart(members, context.label) : undefined
  return {
    of: members.length,
    label: context.label,
    lead: differs ? 'differs' : worst.standing,
    ...(pattern === undefined ? {} : { pattern }),
    diagnosis: first.diagnosis,
    members: alike.map(({ name }) => name),
    ...(figure === undefined || value === undefined || median === undefined ? {} : { by: { figure, value, median } }),
    ...(onset === undefined || figure === undefined ? {} : { onset: { ...onset, figure } }),
    ...(shared === undefined ? {} : { shared }),
    ...(apart === undefined ? {} : { apart }),
    rest,
    ...(members.some(needsHalfACore) ? { assumesCores: assumedCores } : {}),
    ...overOf(members),
    ...(limits.length === 0 || differs ? {} : { belowCores: Math.min(...limits) }),
  }
}

function overOf(members: readonly FleetMember[]): Pick<FleetVerdict, 'over'> {
  const found = members.flatMap(({ name, signals: { cpu_user_pct: cpu } }) =>
    cpu.state === 'absent' && cpu.why.id === 'more-than-cores' ? [{ name, ...cpu.why }] : [],
  )
  const [most] = found.toSorted((a, b) => b.coresUsed - a.coresUsed)
  if (most === undefined) return {}
  return { over: { members: found.map(({ name }) => name), most: most.coresUsed, said: most.cores } }
}

/** The rule it is about: the one that holds, may hold, or is the only one nearly met. */
function patternOf({ diagnosis, standing, signals, onCores }: FleetMember): RuleId | undefined {
  if (diagnosis.pattern !== 'no-clear-pattern') return diagnosis.pattern
  if (onCores !== undefined) return onCores.rule
  if (standing === 'may') return mayBe(diagnosis)
  return standing === 'near' ? nearestOf(signals, diagnosis) : undefined
}

const figureOfSignal: Readonly<Partial<Record<SignalId, FigureId>>> = {
  lock_wait_pct: 'lockWaitPct',
  alloc_rate_mb_s: 'allocMbPerSecond',
  live_heap_slope_mb_h: 'growthMbPerHour',
  cpu_user_pct: 'cores',
}

const sameEvidence: Readonly<Partial<Record<FigureId, readonly FigureId[]>>> = {
  lockWaitPct: ['lockWaitPct', 'waiters', 'threads'],
  growthMbPerHour: ['growthMbPerHour', 'liveMb'],
}

/** What has to be high for a rule, as figures. */
export function evidenceOf(rule: RuleId): readonly FigureId[] {
  return ruleOf(rule).conditions.flatMap(({ comparison, signal }) => {
    const figure = comparison === '>' ? figureOfSignal[signal] : undefined
    return figure === undefined ? [] : (sameEvidence[figure] ?? [figure])
  })
}

/** What a person is told of: the evidence of the rule, else what is furthest out. */
function figureThatDecides(member: FleetMember): FigureId | undefined {
  const pattern = patternOf(member)
  const evidence =
    pattern === undefined ? [] : ruleOf(pattern).conditions.filter(({ comparison }) => comparison === '>')
  for (const { signal } of evidence) {
    const figure = figureOfSignal[signal]
    if (figure !== undefined && member.figures[figure] !== undefined) return figure
  }
  return member.by
}

const measuresOfFigure: Readonly<Record<FigureId, readonly FleetMeasure[]>> = {
  cores: ['cpu'],
  waiters: ['waited', 'held'],
  lockWaitPct: ['waited', 'held'],
  allocMbPerSecond: ['allocated'],
  // A slope begins by and by; a level has no onset worth a time.
  growthMbPerHour: [],
  liveMb: [],
  threads: ['threads'],
}

/** More than a profile or two after the window began: the process was not there before. */
const afterBeginningMs = 45_000

/** A process sends its kinds of profiles one after the other, as if they were one. */
const sameMomentMs = 1000

/** All that are ill were so since they started within the window, as after a deploy: that is since when. */
function startOf(
  alike: readonly FleetMember[],
  { window, processes }: VerdictContext,
): (Onset & { readonly started: true; readonly withinMs: Milliseconds }) | undefined {
  const names = new Set(alike.map(({ name }) => name))
  const starts = processes.filter(({ name }) => names.has(name)).map(startOfProcess)
  const [first] = starts.toSorted((a, b) => a.atMs - b.atMs)
  if (first === undefined || first.atMs < window.fromMs + afterBeginningMs) return undefined
  return { ...first, before: 0, after: 0, started: true }
}

/**
 * It was there at its first profile, and less than one distance of two profiles before: then one would have come. One that carries the time
 * at which it began is the first thing that the process did.
 */
function startOfProcess({ measures }: Process): { readonly atMs: EpochMs; readonly withinMs: Milliseconds } {
  const firsts = Object.values(measures).flatMap(({ runs, cadenceMs, stamped }) => {
    const atMs = runs[0]?.points[0]?.atMs
    return atMs === undefined ? [] : [{ atMs, withinMs: stamped === 'start' ? 0 : cadenceMs }]
  })
  const first = Math.min(...firsts.map(({ atMs }) => atMs))
  const withinMs = Math.min(...firsts.filter(({ atMs }) => atMs - first < sameMomentMs).map((one) => one.withinMs))
  return { atMs: first - withinMs, withinMs }
}

/** One after the other is no one moment: pods that fill up in turn, or whose clocks disagree. */
const togetherMs = 60_000

/** When the first of them became so, and the last; undefined where the one that it is told by was so all along. */
function onsetOfAll(
  told: FleetMember,
  alike: readonly FleetMember[],
  figure: FigureId,
  context: VerdictContext,
): (Onset & { readonly lastMs?: EpochMs }) | undefined {
  const own = onsetOfMember(told, figure, context)
  if (own === undefined) return undefined
  const onsets = alike.flatMap((one) => onsetOfMember(one, figure, context) ?? [])
  const [first = own] = onsets.toSorted((a, b) => a.atMs - b.atMs)
  const lastMs = Math.max(...onsets.map(({ atMs }) => atMs))
  return lastMs - first.atMs > togetherMs ? { ...first, lastMs } : own
}

function onsetOfMember(member: FleetMember, figure: FigureId, { processes }: VerdictContext): Onset | undefined {
  if (member.onset !== undefined && measuresOfFigure[figure].includes(member.onset.measure)) return member.onset
  const process = processes.find(({ name }) => name === member.name)
  if (process === undefined) return undefined
  for (const measure of measuresOfFigure[figure]) {
    const found = onsetIn(process, measure)
    if (found !== undefined) return found
  }
  return undefined
}
