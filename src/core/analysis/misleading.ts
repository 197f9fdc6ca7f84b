/** What to leave alone for now: the widest frame of a pane whose signal is small, never one that belongs to the function to blame. */
import { type SignalId, type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import type { Signals } from '../signals/signal.ts'
import { formatBytes, formatShare } from '../base/numbers.ts'
import { topOwners } from '../diagnosis/owners.ts'
import { areRelated } from '../diagnosis/relatives.ts'
import type { Sentence, Story } from '../diagnosis/story.ts'
import { code, presentOf, sentence, stated } from '../diagnosis/words.ts'

/** Below these the other pane's widest frame is wide in something small. */
const smallCpuPct = 60
const smallRateMbS = 50
const smallSlopeMbH = 50
const smallLockPct = 50
/** Waits below this mislead nobody: there is next to nothing to see. */
const noLockPct = 1
/** From this share of a pane on a frame looks big. */
const looksBig = 0.1

interface Shown {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
}

/** @param lookAt the pane that the reader is sent to */
export function misleadingOf({ profiles, signals, diagnosis }: Shown, lookAt: ViewKind | 'none'): Story['misleading'] {
  // Under overload everything is to be taken as it is; where nothing is wrong, nothing misleads, and without a place to look nothing leads.
  if (diagnosis.pattern === 'cascading-failure' || diagnosis.kind === 'quiet' || lookAt === 'none') return []
  const found: { view: ViewKind; name: string; sentence: Sentence }[] = []
  const belongs = belongsToCulprit(profiles, lookAt)
  const add = (
    kind: ViewKind,
    small: boolean,
    words: (name: string, total: number, share: number) => readonly string[],
  ): void => {
    const gathered = profiles.views[kind]
    const view: MeasuredView | undefined = gathered.state === 'measured' ? gathered : undefined
    if (lookAt === kind || view === undefined || !small) return
    const [first] = topOwners(view.tree, kind, 1)
    if (first !== undefined && first.share >= looksBig && !belongs(first.name))
      found.push({
        view: kind,
        name: first.name,
        sentence: sentence(code(first.name), ...words(first.name, first.total, first.share)),
      })
  }
  const value = (id: SignalId): number | undefined => presentOf(signals, id)?.value
  const below = (id: SignalId, limit: number): boolean => (value(id) ?? Infinity) < limit
  const of = (id: SignalId): string => stated(signals, id) ?? 'an unknown amount'
  add('cpu', below('cpu_user_pct', smallCpuPct), (_, __, share) => [
    ` looks big (${formatShare(share)}), but of a CPU that is ${of('cpu_user_pct')} busy`,
  ])
  // Of the pane's own total: the signal is that of one process where the pane may hold several.
  add('heap_live', below('live_heap_slope_mb_h', smallSlopeMbH) && lookAt !== 'heap_alloc', (_, total, share) => [
    ` looks big (${formatBytes(total)} of ${formatBytes(total / share)} held), but ${(value('live_heap_slope_mb_h') ?? 0) <= 0 ? 'does not grow' : 'grows slowly'}`,
  ])
  add('heap_alloc', below('alloc_rate_mb_s', smallRateMbS) && lookAt !== 'heap_live', (_, __, share) => [
    ` looks big (${formatShare(share)}), but of only ${of('alloc_rate_mb_s')} allocated`,
  ])
  add('lock', below('lock_wait_pct', smallLockPct) && (value('lock_wait_pct') ?? 0) >= noLockPct, (_, __, share) => [
    ` looks big (${formatShare(share)}), but of lock waits that are ${of('lock_wait_pct')} of wall time`,
  ])
  return found
}

/** The function that the sentence names, the widest of the pane that decides, with everything that calls it or that it calls. */
function belongsToCulprit(profiles: WindowProfiles, lookAt: ViewKind): (name: string) => boolean {
  // Where nobody recorded what is held, the sentence names who allocates.
  const kind = lookAt === 'heap_live' && profiles.views.heap_live.state === 'absent' ? 'heap_alloc' : lookAt
  const view = profiles.views[kind]
  const [culprit] = view.state === 'measured' ? topOwners(view.tree, kind, 1) : []
  if (culprit === undefined) return () => false
  const trees = viewKinds.flatMap((kind) => {
    const one = profiles.views[kind]
    return one.state === 'measured' ? [one.tree] : []
  })
  return areRelated(trees, culprit.name)
}
