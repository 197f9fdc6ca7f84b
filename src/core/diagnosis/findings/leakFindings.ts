/** Goroutines that can never go on, joined with the heap that they keep. */
import { formatBytes, formatNumber, formatSignal } from '../../base/numbers.ts'
import { withoutClosure } from '../../formats/goText/leaked.ts'
import type { LeakedSite } from '../../base/leakedGoroutines.ts'
import type { Share } from '../../base/units.ts'
import type { GatheredView, WindowProfiles } from '../../window/windowProfiles.ts'
import { present, shareOfFrames } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

/** One that is forgotten at the end of a start-up is no fault anybody is woken for. */
const fewest = 10
/** Of the live heap: with less, something else grows as well. */
const explainsGrowth = 0.3
/** Less than this of the live heap is not what they are looked at for. */
const smallestHeldBytes = 1e6

const advice: Readonly<Record<string, string>> = {
  'chan send':
    'Nobody receives any more: give the channel room for every sender, or select on the context that ends the request.',
  'chan receive': 'Nobody sends or closes any more: close the channel where its last sender returns.',
  select: 'No case can happen any more: add the context’s Done to the select.',
}

/** What the live heap holds from the functions they ran in, or that began them. */
function heldBy(
  site: LeakedSite,
  heap: GatheredView,
): { readonly bytes: number; readonly share: Share; readonly where: string } | undefined {
  if (heap.state !== 'measured') return undefined
  const where = site.begunBy === '' ? site.site : site.begunBy
  const { total, share } = shareOfFrames(
    heap,
    (name) => withoutClosure(name) === where || name === site.site,
    'anywhere',
  )
  return total >= smallestHeldBytes ? { bytes: total, share, where } : undefined
}

/** Of the live heap at most so much is kept by goroutines that leaked at one place; undefined where that explains no growth. */
export function leakedHoldHeap({
  leakedGoroutines: leaked,
  views,
}: Pick<WindowProfiles, 'leakedGoroutines' | 'views'>):
  | { readonly site: LeakedSite; readonly share: Share }
  | undefined {
  const [site] = leaked?.sites ?? []
  if (leaked === undefined || site === undefined || leaked.count < fewest) return undefined
  const held = heldBy(site, views.heap_live)
  return held !== undefined && held.share >= explainsGrowth ? { site, share: held.share } : undefined
}

export const leakFindings: readonly FindingRow[] = [
  {
    id: 'goroutine-leak',
    inputs: ['heap_live'],
    threshold: '10 goroutines or more that the collector proved can never go on',
    reference: 'go.dev/doc/go1.27#goroutineleak-profiles',
    confirm: 'Fetch /debug/pprof/goroutineleak again after some requests: a leak has more of them.',
    view: 'heap_live',
    find: (input) => {
      const { leakedGoroutines: leaked } = input.profiles
      const [most] = leaked?.sites ?? []
      if (leaked === undefined || most === undefined || leaked.count < fewest) return undefined
      const begun = most.begunBy === '' || most.begunBy === most.site ? '' : `, begun by ${most.begunBy}`
      const all = leaked.count === most.count ? '' : ` of ${formatNumber(leaked.count)} leaked`
      const waits = most.waits === '' ? '' : ` (${most.waits})`
      const held = heldBy(most, input.profiles.views.heap_live)
      const holds =
        held === undefined
          ? ''
          : ` They hold up to ${formatBytes(held.bytes)} of the live heap, allocated in ${held.where}.`
      const slope = present(input, 'live_heap_slope_mb_h')
      const grows = slope !== undefined && slope.value > 0
      return {
        text: `${formatNumber(most.count)}${all} goroutines leaked at ${most.site}${waits}${begun}: nothing in the program can wake them.${holds} ${advice[most.waits] ?? 'They wait for what is no longer reachable.'}`,
        evidence: [
          'proved by the collector, not guessed from their age',
          ...(grows ? [`the live heap grows by ${formatSignal('live_heap_slope_mb_h', slope.value)}`] : []),
        ],
      }
    },
  },
]
