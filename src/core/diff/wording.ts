/** Words of a comparison. A is always the earlier window; "takes more CPU", never "worse". */
import { formatBytes, formatNs, formatShare, formatSignal } from '../report/numbers.ts'
import type { Segment, Sentence, Story } from '../report/story.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { Signal, SignalId } from '../signals/signal.ts'
import type { ViewKind } from '../window/windowProfiles.ts'
import type { Change, ViewComparison } from './comparison.ts'

const signalNames: Readonly<Record<SignalId, string>> = {
  cpu_user_pct: 'CPU',
  cpu_alloc_pct: 'allocator and collector',
  alloc_rate_mb_s: 'allocation',
  live_heap_mb: 'live heap',
  live_heap_slope_mb_h: 'heap growth',
  lock_wait_pct: 'lock wait',
}

const profileNames: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU',
  heap_live: 'the live heap',
  heap_alloc: 'allocation',
  lock: 'lock wait',
}

/** "no clear pattern → contention-bound: lock wait 4 % → 71 %, CPU 55 % → 5 %" */
export function transitionOf(base: Story, head: Story): Sentence {
  const ids: SignalId[] = [...new Set([...head.diagnosis.deciding, ...base.diagnosis.deciding])]
  const shown = ids.length > 0 ? ids : (['cpu_user_pct', 'lock_wait_pct'] as const)
  const pairs = shown.flatMap((id): Segment[][] => {
    const a = valueText(base.signals[id])
    const b = valueText(head.signals[id])
    return a === undefined || b === undefined
      ? []
      : [[{ text: `${signalNames[id]} ${a} → ` }, { text: b, as: 'strong' }]]
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

function valueText(signal: Signal): string | undefined {
  return signal.state === 'present' ? formatSignal(signal.id, signal.value) : undefined
}

export function formatAmount(value: number, unit: TreeUnit): string {
  switch (unit) {
    case 'nanoseconds':
      return formatNs(value)
    case 'bytes':
      return formatBytes(value)
    case 'count':
      return String(Math.round(value))
  }
}

/** Rates: CPU as seconds per second, allocation as bytes per second; what is held has no "per second". */
function perSecond(kind: ViewKind, rate: number, unit: TreeUnit): string {
  return kind === 'heap_live' ? formatAmount(rate, unit) : `${formatAmount(rate, unit)}/s`
}

/** `timeless`: there are no seconds to divide by, so only shares are told. */
export function changeText(change: Omit<Change, 'text'>, unit: TreeUnit, timeless: boolean = false): string {
  const { kind, verdict, baseShare, headShare, baseRate, headRate, switched } = change
  const of = profileNames[kind]
  const shares = `${formatShare(baseShare)} → ${formatShare(headShare)} of ${of}`
  const rates = `${perSecond(kind, baseRate, unit)} → ${perSecond(kind, headRate, unit)}`
  const inRates = timeless ? '' : ` (${rates})`
  switch (verdict) {
    case 'gone':
      return switched
        ? `no longer reached: ${shares}. ${switched.at} goes to ${switched.instead.join(' and ')} instead.`
        : `only in A: ${formatShare(baseShare)} of ${of} there${inRates}.`
    case 'new':
      return `only in B: ${formatShare(headShare)} of ${of} there${inRates}.`
    case 'moved':
      return `share ${headShare > baseShare ? 'up' : 'down'} only because the total ${headShare > baseShare ? 'fell' : 'grew'}: ${shares}; its own cost shows no evidence of change${inRates}.`
    case 'grew':
    case 'shrank': {
      if (timeless) return `takes a ${verdict === 'grew' ? 'larger' : 'smaller'} share: ${shares}.`
      const opposite = headRate > baseRate !== headShare > baseShare && Math.abs(headShare - baseShare) > 0.005
      const tail = opposite
        ? `, although its share went ${headShare > baseShare ? 'up' : 'down'}: the total ${headRate > baseRate ? 'grew' : 'fell'} more`
        : ''
      return `takes ${verdict === 'grew' ? 'more' : 'less'}: ${rates} (${shares})${tail}.`
    }
  }
}

/** One sentence under the pane's total. */
export function viewSentence(
  view: Omit<Extract<ViewComparison, { state: 'compared' }>, 'sentence'>,
  changes: readonly Change[],
): string {
  if (!view.testable)
    return 'The profile does not say how many events it counted: shares can be read, changes cannot be tested.'
  const diluted = changes.find(({ verdict }) => verdict === 'moved')
  const opposite = changes.find(
    ({ verdict, baseShare, headShare }) =>
      (verdict === 'shrank' && headShare > baseShare + 0.005) || (verdict === 'grew' && headShare < baseShare - 0.005),
  )
  const fresh = changes.filter(({ verdict, explainedBy }) => verdict === 'new' && explainedBy === undefined)
  const gone = changes.filter(({ verdict, explainedBy }) => verdict === 'gone' && explainedBy === undefined)
  if (changes.length === 0) return 'No evidence of change in any function.'
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
  if (fresh.length > 0)
    parts.push(`${fresh.length} new in B (+, hatched): ${fresh[0]?.name}${fresh.length > 1 ? ' …' : ''}.`)
  if (gone.length > 0)
    parts.push(`${gone.length} gone in B (outlined, listed): ${gone[0]?.name}${gone.length > 1 ? ' …' : ''}.`)
  if (parts.length === 0)
    parts.push(`${changes.length} ${changes.length === 1 ? 'function' : 'functions'} changed more than noise.`)
  return parts.join(' ')
}
