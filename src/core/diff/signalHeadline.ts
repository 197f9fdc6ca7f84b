/** What decides changed by its own signals, and no profile of both sides says by which function. */
import type { SignalId, ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import { isWrapper } from './carried.ts'
import type { Story, ToldPresentSignal, ToldSignal } from '../diagnosis/story.ts'
import type { FunctionTable } from '../profile/functions.ts'
import type { Side } from './alignTrees.ts'
import type { ComparedView } from './compareView.ts'
import type { Headline, SignalChange } from './comparison.ts'
import { functionSides } from './functionSides.ts'
import { alignedUpToOwnCode } from './upToOwnCode.ts'

/** Ten seconds and ten minutes of one service differ by more than their intervals say; by twice as much, only where something happened. */
const leastFactor = 2
/** What is held after a collection differs by a tenth from one to the next, and not by a third. */
const leastFactorHeld = 4 / 3

const signalsOf: Readonly<Record<ViewKind, readonly SignalId[]>> = {
  cpu: ['cpu_user_pct'],
  lock: ['lock_wait_pct'],
  heap_alloc: ['alloc_rate_mb_s', 'cpu_alloc_pct'],
  heap_live: ['live_heap_mb', 'live_heap_slope_mb_h'],
}

interface Sides {
  readonly base: Story
  readonly head: Story
}

/**
 * @param view undefined where not both sides have one
 * @returns undefined where the view measures what its signals do, or where these stand no clear of each other
 */
export function signalHeadline(
  kind: ViewKind,
  view: ComparedView | undefined,
  { base, head }: Sides,
): Headline | undefined {
  // Sums over times that nobody knows are no amounts of what the signals measure. Those of two parts are of their process, which has one.
  if (view !== undefined && (view.exposure.parts || (view.shows === undefined && !view.exposure.timeless)))
    return undefined
  const levels = signalsOf[kind].flatMap((signal) => levelOf(signal, { base, head }))
  if (!levels.some((level) => level.base !== undefined && level.head !== undefined)) return undefined
  if (view?.shows === undefined) return { id: 'signal', kind, levels }
  const most = mostIn(view)
  return { id: 'signal', kind, shows: view.shows, levels, ...(most ? { most } : {}) }
}

/** Of the program's own functions that are in most of it on either side, the one nearest to the leaf: the rest is below it. */
function mostIn({ aligned, functions }: ComparedView): Extract<Headline, { readonly id: 'signal' }>['most'] {
  const { union, base, head } = aligned
  let most: { readonly name: number; readonly depth: number } | undefined
  for (let name = 0; name < functions.names.length; name++) {
    const node = functions.outermost[name]!
    if (node < 0 || !describeFrame(functions.names[name]!, union.files[name], union.modules[name]).own) continue
    const depth = union.depth[node]!
    if (partOf(base, functions.base, name) < mostOfIt || partOf(head, functions.head, name) < mostOfIt) continue
    if (most === undefined || depth > most.depth) most = { name, depth }
  }
  return (
    most && {
      name: functions.names[most.name]!,
      base: partOf(base, functions.base, most.name),
      head: partOf(head, functions.head, most.name),
    }
  )
}

const mostOfIt = 0.5
/** Nearly all. */
const carriesIt = 0.8

/** The program's own function nearest to the leaf that has nearly all of what the whole differs by, whether it can be tested or not. */
export function carrierOf({
  aligned,
  functions,
  exposure,
}: ComparedView): { readonly name: string; readonly part: number } | undefined {
  const { union, base, head } = aligned
  const by = (a: number, b: number): number => b / exposure.head - a / exposure.base
  const whole = by(base.total[0]!, head.total[0]!)
  let found: { readonly name: number; readonly part: number; readonly depth: number } | undefined
  for (let name = 0; name < functions.names.length; name++) {
    const node = functions.outermost[name]!
    const part = by(functions.base.total[name]!, functions.head.total[name]!) / whole
    const depth = node < 0 ? 0 : union.depth[node]!
    if (!(part >= carriesIt) || depth <= (found?.depth ?? 0) || isWrapper(functions.names[name]!)) continue
    if (describeFrame(functions.names[name]!, union.files[name], union.modules[name]).own) found = { name, part, depth }
  }
  return found && { name: functions.names[found.name]!, part: Math.min(1, found.part) }
}

/** It has nearly all of what the whole differs by without any other function of the program that it calls. */
export function carriesAlone({ aligned, exposure }: ComparedView, name: string): boolean {
  const { base, head, names } = functionSides(alignedUpToOwnCode(aligned))
  const at = names.indexOf(name)
  const by = (a: number, b: number): number => b / exposure.head - a / exposure.base
  return by(base.self[at]!, head.self[at]!) / by(aligned.base.total[0]!, aligned.head.total[0]!) >= carriesIt
}

function partOf({ total }: Side, table: FunctionTable, name: number): number {
  return total[0]! > 0 ? table.total[name]! / total[0]! : 0
}

function levelOf(signal: SignalId, { base, head }: Sides): readonly SignalChange[] {
  const [a, b] = [base.signals[signal], head.signals[signal]]
  if (a.state === 'present' && b.state === 'present')
    return isApart(a, b) ? [{ signal, base: a.value, head: b.value }] : []
  // Known of one side alone, it is told where a verdict rests on it.
  if (a.state === 'present' && restsOn(base, signal)) return [{ signal, base: a.value }]
  return b.state === 'present' && restsOn(head, signal) ? [{ signal, head: b.value }] : []
}

/** Of two sides that measured one signal: the intervals, and what windows of one service differ by besides. */
export function isApart(a: ToldSignal, b: ToldSignal): boolean {
  if (a.state !== 'present' || b.state !== 'present') return false
  const [less, more]: readonly ToldPresentSignal[] = a.value < b.value ? [a, b] : [b, a]
  return less!.high * leastFactorOf(less!.id) < more!.low
}

export const leastFactorOf = (signal: SignalId): number => (signal === 'live_heap_mb' ? leastFactorHeld : leastFactor)

/** It is the evidence of the rule that fired, and no mere exclusion. */
export function restsOn({ diagnosis }: Story, signal: SignalId): boolean {
  return diagnosis.rules.some(
    ({ result, conditions }) =>
      result === 'fired' && conditions.some((one) => one.signal === signal && one.comparison === '>'),
  )
}
