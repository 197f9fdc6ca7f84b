/** What two windows of which nothing can be tested say all the same: the class that grew, where every object was counted; else their signals. */
import { type SignalId, signalIds, type ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import type { Story, ToldSignal } from '../diagnosis/story.ts'
import type { ComparedView } from './compareView.ts'
import type { Headline } from './comparison.ts'
import type { Profilers, SignalRange, WithoutData } from './untested.ts'
import { leastFactorOf } from './signalHeadline.ts'

export function untestedHeadline(
  views: ReadonlyMap<ViewKind, ComparedView>,
  sides: {
    readonly base: Story
    readonly head: Story
    readonly profilers?: Profilers | undefined
    readonly without?: WithoutData | undefined
  },
): Headline {
  const held = views.get('heap_live')
  const classes = held?.classes ? ofClasses(held) : undefined
  if (classes?.changed) return classes
  // What two profilers measure are not two amounts of one thing.
  if (sides.profilers) return { id: 'untested', profilers: sides.profilers }
  const signals = signalIds.flatMap((signal): readonly SignalRange[] => {
    const [base, head] = [rangeOf(sides.base.signals[signal]), rangeOf(sides.head.signals[signal])]
    return base && head
      ? [{ signal, base, head, ...(areApart(signal, base, head) ? { apart: true as const } : {}) }]
      : []
  })
  // That no class changed is said where nothing else did.
  if (classes && !signals.some(({ apart }) => apart)) return classes
  if (signals.length > 0) return { id: 'untested', signals }
  return { id: 'untested', ...(sides.without ? { without: sides.without } : {}) }
}

type Range = SignalRange['base']

function rangeOf(signal: ToldSignal): Range | undefined {
  const { low, high } = signal.state === 'present' ? signal : (signal.range ?? {})
  if (low === undefined && high === undefined) return undefined
  return {
    ...(signal.state === 'present' ? { value: signal.value } : {}),
    ...(low === undefined ? {} : { low }),
    ...(high === undefined ? {} : { high }),
  }
}

function areApart(signal: SignalId, a: Range, b: Range): boolean {
  const isBelow = ({ high }: Range, { low }: Range): boolean =>
    high !== undefined && low !== undefined && high * leastFactorOf(signal) < low
  return isBelow(a, b) || isBelow(b, a)
}

/** Less is the coming and going of a program that works: of a class, and as a part of all that is held. */
const leastGrowth = 0.1
const leastPart = 0.02
/** The program's own objects are small beside the arrays that they hold. */
const leastPartOfOwn = 0.002

function ofClasses({
  functions: { names, base, head },
  aligned: { union, base: a, head: b },
}: ComparedView): Extract<Headline, { readonly id: 'classes' }> {
  const total = { base: a.total[0]!, head: b.total[0]! }
  const changed = (name: number, part: number = leastPart): boolean => {
    const by = Math.abs(head.self[name]! - base.self[name]!)
    const larger = Math.max(base.self[name]!, head.self[name]!)
    return by >= leastGrowth * larger && by >= part * Math.max(total.base, total.head)
  }
  const most = (isAsked: (name: number) => boolean, weight: (name: number) => number): number | undefined =>
    names.reduce<number | undefined>(
      (found, _, name) => (isAsked(name) && (found === undefined || weight(name) > weight(found)) ? name : found),
      undefined,
    )
  const by = (name: number): number => Math.abs(head.self[name]! - base.self[name]!)
  const first = most((name) => changed(name), by)
  // A class without a package is a program's; arrays, and what V8 puts in brackets, are everybody's.
  const isOwn = (name: number): boolean => {
    const { own: isOfProgram, package: of } = describeFrame(names[name]!, union.files[name], union.modules[name])
    return isOfProgram || (of === '' && !/\]$|^\(/.test(names[name]!))
  }
  const own =
    first === undefined || isOwn(first) ? undefined : most((name) => isOwn(name) && changed(name, leastPartOfOwn), by)
  const shown =
    first ??
    most(
      () => true,
      (name) => head.self[name]!,
    )
  const sizes = (name: number) => ({ name: names[name]!, base: base.self[name]!, head: head.self[name]! })
  return {
    id: 'classes',
    total,
    ...(first === undefined ? {} : { changed: true as const }),
    ...(shown === undefined ? {} : { most: sizes(shown) }),
    ...(own === undefined ? {} : { own: sizes(own) }),
  }
}
