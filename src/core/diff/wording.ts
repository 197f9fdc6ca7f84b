/** Words of a comparison. A is always the earlier window; "takes more CPU", never "worse". */
import { isTakenOver } from './explain.ts'
import type { SignalId, StandIn, ViewKind } from '../base/vocabulary.ts'
import { formatSeconds, formatShare, formatSignal } from '../base/numbers.ts'
import { formatViewRate, formatViewRates } from '../base/viewRates.ts'
import { viewWords, wordsOfShown } from '../base/viewWords.ts'
import { signalWord } from '../diagnosis/signalWords.ts'
import type { Segment, Sentence, Story, ToldSignal } from '../diagnosis/story.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { Change, FunctionCounts, SideTotal, ViewComparison } from './comparison.ts'
import { stoodStill } from './headline.ts'
import { restsOn } from './signalHeadline.ts'
import { fewestEvents } from './tested.ts'
import type { RequestTypes } from './requestLabel.ts'

/** "no clear pattern → contention-bound: lock wait 4 % → 71 %, CPU use 55 % → 5 %" */
export function transitionOf(base: Story, head: Story): Sentence {
  const ids: SignalId[] = [...new Set([...head.diagnosis.deciding, ...base.diagnosis.deciding])]
  const shown = ids.length > 0 ? ids : (['cpu_user_pct', 'lock_wait_pct'] as const)
  const pairs = shown.flatMap((id): Segment[][] => {
    const a = valueText(base.signals[id])
    const b = valueText(head.signals[id])
    // What only excludes is left out where one side does not know it; what a verdict rests on is not.
    const told = a === undefined ? b !== undefined && restsOn(head, id) : b !== undefined || restsOn(base, id)
    return told
      ? [[{ text: `${signalWord(id)} ${a ?? 'not known'} → ` }, { text: b ?? 'not known', as: 'strong' }]]
      : []
  })
  const same = base.diagnosis.pattern === head.diagnosis.pattern
  const lead: Segment[] = same
    ? [{ text: titleOf(head), as: 'strong' }, { text: ' in both windows' }]
    : [{ text: `${titleOf(base)} → ` }, { text: titleOf(head), as: 'strong' }]
  return pairs.length === 0
    ? [...lead, { text: '.' }]
    : [
        ...lead,
        { text: ': ' },
        ...pairs.flatMap((pair, index) => (index === 0 ? pair : [{ text: ', ' }, ...pair])),
        { text: '.' },
      ]
}

function titleOf({ diagnosis }: Story): string {
  return diagnosis.pattern === 'no-clear-pattern' && diagnosis.kind === 'quiet' ? 'quiet' : diagnosis.title
}

function valueText(signal: ToldSignal): string | undefined {
  return signal.state === 'present' ? formatSignal(signal.id, signal.value) : undefined
}

/** What the view is, and what is seen in its place. */
interface Seen {
  readonly kind: ViewKind
  readonly shows: StandIn | undefined
}

/** "+3.1" points of a share's change, 0..1. */
function pointsNumber(part: number): string {
  const size = Math.abs(part) * 100
  const text = size < 0.05 ? '0' : size < 9.95 ? size.toFixed(1) : size.toFixed(0)
  return `${text === '0' ? '±' : part > 0 ? '+' : '−'}${text}`
}

/** "+3.1 points" */
function points(part: number): string {
  const number = pointsNumber(part)
  return `${number} ${number.slice(1) === '1.0' ? 'point' : 'points'}`
}

/** Of rates: "+0.12 cores". */
function signed({ kind, shows }: Seen, rate: number, unit: TreeUnit): string {
  return `${rate > 0 ? '+' : '−'}${formatViewRate(kind, Math.abs(rate), unit, shows)}`
}

/** What moved because the requests did, and what cannot be told apart from that. `rateMix`: of the cost per second. */
function requestsText(
  change: Omit<Change, 'text'>,
  requests: NonNullable<Change['requests']>,
  unit: TreeUnit,
  { rateMix, shows }: ChangeContext,
): string {
  const { kind, baseShare, headShare, baseRate, headRate } = change
  const seen = { kind, shows }
  const of = wordsOfShown(kind, shows).of
  const { label, lead, mix = 0, cause } = requests
  const shares = `${formatShare(baseShare)} → ${formatShare(headShare)} of ${of}`
  const part = lead.headShare > lead.baseShare ? 'larger' : 'smaller'
  const leadShares = `${formatShare(lead.baseShare)} → ${formatShare(lead.headShare)}`
  const took = `${lead.value} took a ${part} part of ${requests.judgedByCpu ? viewWords.cpu.of : of} (${leadShares})`
  if (requests.judgedByCpu)
    return `${formatViewRates(kind, baseRate, headRate, unit, shows)} (${shares}), as its requests did: ${took}. This profile carries no labels; the CPU profile's say so.`
  const shareMoved = Math.abs(headShare - baseShare)
  if (cause === 'inseparable') {
    if (change.verdict === 'new' || change.verdict === 'gone')
      return `only in ${change.verdict === 'new' ? 'B' : 'A'}: ${shares}. ${took}; whether the requests or the code changed cannot be told without request counts.`
    return `${points(headShare - baseShare)} (${shares}), and ${took}. Either there are more requests of its type (${label}) or each of them costs more; the profiles cannot tell which. Compare request counts.`
  }
  const costlier = Math.abs(lead.headShare - lead.baseShare) < 0.01 ? 'its requests together took more or less' : took
  // Where the whole grew, shares may stand still while every cost per second rises with the requests.
  if (Math.abs(mix) * 2 < shareMoved || shareMoved < 0.0025)
    return `${signed(seen, headRate - baseRate, unit)}, of which ${signed(seen, rateMix, unit)} because ${costlier}; within the same ${label} no evidence of change (${shares}).`
  return `${points(headShare - baseShare)}, of which ${pointsNumber(mix)} because ${took}; within the same ${label} no evidence of change (${shares}).`
}

export interface ChangeContext {
  /** There are no seconds to divide by, so only shares are told. */
  readonly timeless: boolean
  /** How much of the change of the cost per second is the requests'. */
  readonly rateMix: number
  readonly shows: StandIn | undefined
}

export function changeText(change: Omit<Change, 'text'>, unit: TreeUnit, context: ChangeContext): string {
  const { timeless, shows } = context
  const { kind, verdict, baseShare, headShare, baseRate, headRate, switched, requests } = change
  const of = wordsOfShown(kind, shows).of
  const shares = `${formatShare(baseShare)} → ${formatShare(headShare)} of ${of}`
  const rates = formatViewRates(kind, baseRate, headRate, unit, shows)
  const inRates = timeless ? '' : ` (${rates})`
  if (requests && requests.cause !== 'itself') return requestsText(change, requests, unit, context)
  switch (verdict) {
    case 'gone':
      return switched && isTakenOver({ switched })
        ? `no longer reached: ${shares}. ${switched.at} does itself what it did; with what it calls it costs no more.`
        : switched
          ? `no longer reached: ${shares}. ${switched.at} goes to ${switched.instead.join(' and ')} instead.`
          : `only in A: ${formatShare(baseShare)} of ${of} there${inRates}.`
    case 'new':
      return `only in B: ${formatShare(headShare)} of ${of} there${inRates}.`
    case 'moved':
      return `share ${headShare > baseShare ? 'up' : 'down'} only because the total ${headShare > baseShare ? 'fell' : 'grew'}: ${shares}; its own cost shows no evidence of change${inRates}.`
    case 'grew':
    case 'shrank': {
      if (timeless) return `takes a ${verdict === 'grew' ? 'larger' : 'smaller'} share: ${shares}.`
      const isUp = verdict === 'grew'
      // Beside what moved every function alike: as it stands it did not, or less than they did.
      const stood = Math.abs(headRate / baseRate - 1) < stoodStill
      if (requests === undefined && baseRate > 0 && (stood || headRate > baseRate !== isUp)) {
        const how = stood
          ? `costs what it did while the others took ${isUp ? 'less' : 'more'}`
          : `${isUp ? 'fell' : 'rose'} less than the others`
        return `${how}: ${rates} (${shares}).`
      }
      if (requests?.ratio && (stood || headRate > baseRate !== isUp))
        return `${viewWords[kind].does} ${isUp ? 'more' : 'less'} within the same ${requests.label}: ×${requests.ratio.value.toFixed(2)} [${requests.ratio.low.toFixed(2)}, ${requests.ratio.high.toFixed(2)}] of their share; ${rates} in all (${shares}), as other requests came.`
      const opposite = headRate > baseRate !== headShare > baseShare && Math.abs(headShare - baseShare) > 0.005
      const tail = opposite
        ? `, although its share went ${headShare > baseShare ? 'up' : 'down'}: the total ${headRate > baseRate ? 'grew' : 'fell'} more`
        : ''
      const within = requests?.ratio
        ? `; within the same ${requests.label} ×${requests.ratio.value.toFixed(2)} [${requests.ratio.low.toFixed(2)}, ${requests.ratio.high.toFixed(2)}] of their share`
        : ''
      return `${viewWords[kind].does} ${isUp ? 'more' : 'less'}: ${rates} (${shares})${tail}${within}.`
    }
  }
}

export interface Compared {
  readonly name: string
  readonly base: Pick<SideTotal, 'samples' | 'seconds'>
  readonly head: Pick<SideTotal, 'samples' | 'seconds'>
  readonly yardstick: string
}

/**
 * "CPU: A 5,980 samples / 60 s, B 17,940 / 180 s, noise measured inside A and B (8 and 8 parts); tested 142 of 3,112 functions (10 or more samples): 3
 * changed, 11 explained by mix, 128 not distinguishable."
 */
export function headerSentence(views: readonly Compared[], counts: FunctionCounts): string {
  if (views.length === 0) return 'nothing could be tested'
  const number = (value: number): string => Math.round(value).toLocaleString('en-GB')
  const over = (seconds: number): string => (seconds > 0 ? ` / ${formatSeconds(seconds)}` : '')
  const of = views.map(
    ({ name, base, head, yardstick }) =>
      `${name}: A ${number(base.samples)} samples${over(base.seconds)}, B ${number(head.samples)}${over(head.seconds)}, noise ${yardstick}`,
  )
  const { all, tested, changed, explainedByMix, cannotSeparate, movedWithTotal, notDistinguishable } = counts
  const answers = [
    `${number(changed)} changed`,
    ...(explainedByMix > 0 ? [`${number(explainedByMix)} explained by mix`] : []),
    ...(cannotSeparate > 0 ? [`${number(cannotSeparate)} not to be separated from it`] : []),
    ...(movedWithTotal > 0 ? [`${number(movedWithTotal)} moved with the total`] : []),
    `${number(notDistinguishable)} not distinguishable`,
  ]
  return `${of.join('; ')}; tested ${number(tested)} of ${number(all)} functions (${fewestEvents} or more samples): ${answers.join(', ')}`
}

/** "request types by the label endpoint (3 values on 77 % and 79 % of the samples)" */
export function requestTypesText(types: RequestTypes | undefined): string {
  if (!types) return 'no labels that tell request types apart'
  const { label, values, covered } = types
  return `request types by the label ${label} (${values} values on ${formatShare(covered.base)} and ${formatShare(covered.head)} of the samples)`
}

const andMore = ({ length }: readonly Change[]): string => (length > 1 ? ` and ${length - 1} more` : '')

/** One sentence under the pane's total. */
export function viewSentence(
  view: Omit<Extract<ViewComparison, { state: 'compared' }>, 'sentence'>,
  changes: readonly Change[],
  /** Tests that were made: without any, nothing is known of changes. */
  tested: number,
): string {
  if (view.base.total === 0 && view.head.total === 0)
    return view.kind === 'heap_live' && view.shows === undefined
      ? 'Recorded on both sides, and less than one sample is held on either: there is nothing to compare.'
      : 'Recorded on both sides, and zero on both: there is nothing to compare.'
  if (view.sharesOnly)
    return 'The two profiles do not measure the same, see above: each can be read for itself, changes cannot be tested.'
  if (!view.testable)
    return 'The profile does not say how many events it counted: shares can be read, changes cannot be tested.'
  const diluted = changes.find(({ verdict, requests }) => verdict === 'moved' && !requests)
  const byMix = changes.filter(({ requests }) => requests && requests.cause !== 'itself')
  const opposite = changes.find(
    ({ verdict, baseShare, headShare }) =>
      (verdict === 'shrank' && headShare > baseShare + 0.005) || (verdict === 'grew' && headShare < baseShare - 0.005),
  )
  const fresh = changes.filter(({ verdict, explainedBy }) => verdict === 'new' && explainedBy === undefined)
  const gone = changes.filter(({ verdict, explainedBy }) => verdict === 'gone' && explainedBy === undefined)
  if (tested === 0 && !view.distinguishable)
    return 'No function has enough samples to be tested: whether anything changed is not known.'
  if (changes.length === 0)
    return view.distinguishable
      ? 'The whole changed; no one function does by more than noise.'
      : 'No evidence of change in any function.'
  const parts: string[] = []
  if (opposite) {
    const fell = opposite.verdict === 'shrank'
    parts.push(
      `${opposite.name} went from ${formatShare(opposite.baseShare)} to ${formatShare(opposite.headShare)} because the total ${fell ? 'fell' : 'grew'}; its own cost ${fell ? 'shrank' : 'grew'}.`,
    )
  } else if (diluted) {
    parts.push(
      `${diluted.name} went from ${formatShare(diluted.baseShare)} to ${formatShare(diluted.headShare)} only because the total changed.`,
    )
  }
  if (fresh.length > 0) parts.push(`${fresh.length} new in B (+, hatched): ${fresh[0]?.name}${andMore(fresh)}.`)
  if (gone.length > 0) parts.push(`${gone.length} gone in B (outlined, listed): ${gone[0]?.name}${andMore(gone)}.`)
  if (byMix.length > 0) {
    const apart = byMix.filter(({ requests }) => requests?.cause === 'inseparable').length
    const moved = byMix.length - apart
    const functions = (n: number): string => `${n} ${n === 1 ? 'function' : 'functions'}`
    const mix = `the mix of requests (${byMix[0]?.requests?.label})`
    parts.push(
      moved === 0
        ? `${functions(apart)} cannot be told apart from ${mix}.`
        : `${functions(moved)} moved with ${mix}, not by code${apart > 0 ? `; ${apart} cannot be told apart from it` : ''}.`,
    )
  }
  if (parts.length === 0)
    parts.push(`${changes.length} ${changes.length === 1 ? 'function' : 'functions'} changed more than noise.`)
  return parts.join(' ')
}
