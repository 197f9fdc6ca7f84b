/** What not to be misled by: the widest frame of a pane whose signal is small. */
import type { SignalId, ViewKind } from '../base/vocabulary.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import type { Signals } from '../signals/signal.ts'
import { formatBytes, formatShare } from '../base/numbers.ts'
import { topOwners } from '../diagnosis/owners.ts'
import type { Sentence, Story } from '../diagnosis/story.ts'
import { code, presentOf, sentence, shown, stated } from '../diagnosis/words.ts'

/** Below these the other pane's widest frame is wide in something small. */
const smallCpuPct = 60
const smallRateMbS = 50
const smallSlopeMbH = 50
const smallLockPct = 50
/** Waits below this mislead nobody: there is next to nothing to see. */
const noLockPct = 1

interface Shown {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
}

export function misleadingOf({ profiles, signals, diagnosis }: Shown): Story['misleading'] {
  if (diagnosis.pattern === 'cascading-failure') return []
  const found: { view: ViewKind; name: string; sentence: Sentence }[] = []
  const culprit = culpritOf(profiles, diagnosis)
  const add = (
    kind: ViewKind,
    small: boolean,
    words: (name: string, total: number, share: number) => Sentence,
  ): void => {
    const gathered = profiles.views[kind]
    const view: MeasuredView | undefined = gathered.state === 'measured' ? gathered : undefined
    if (diagnosis.lookAt === kind || view === undefined || !small) return
    const [first] = topOwners(view.tree, kind, 1)
    // What is to blame misleads nobody, in whichever pane it is wide.
    if (first !== undefined && first.share >= 0.1 && first.name !== culprit)
      found.push({ view: kind, name: first.name, sentence: words(first.name, first.total, first.share) })
  }
  const value = (id: SignalId): number | undefined => presentOf(signals, id)?.value
  const below = (id: SignalId, limit: number): boolean => (value(id) ?? Infinity) < limit
  add('cpu', below('cpu_user_pct', smallCpuPct), (name, _, share) =>
    sentence(code(name), `, ${formatShare(share)} of a CPU that is ${stated(signals, 'cpu_user_pct') ?? '?'} busy`),
  )
  add('heap_live', below('live_heap_slope_mb_h', smallSlopeMbH) && diagnosis.lookAt !== 'heap_alloc', (name, total) =>
    sentence(
      code(name),
      `, ${formatBytes(total)} of ${shown(signals, 'live_heap_mb') ?? '?'} held, which ${(value('live_heap_slope_mb_h') ?? 0) <= 0 ? 'does not grow' : 'grows slowly'}`,
    ),
  )
  add('heap_alloc', below('alloc_rate_mb_s', smallRateMbS) && diagnosis.lookAt !== 'heap_live', (name, _, share) =>
    sentence(code(name), `, ${formatShare(share)} of only ${shown(signals, 'alloc_rate_mb_s') ?? '?'} allocated`),
  )
  add('lock', below('lock_wait_pct', smallLockPct) && (value('lock_wait_pct') ?? 0) >= noLockPct, (name, _, share) =>
    sentence(
      code(name),
      `, ${formatShare(share)} of lock waits that are ${stated(signals, 'lock_wait_pct') ?? '?'} of wall time`,
    ),
  )
  return found
}

/** The function that the sentence names: the widest of the pane that decides. */
function culpritOf(profiles: WindowProfiles, { lookAt }: Diagnosis): string | undefined {
  if (lookAt === 'none') return undefined
  const view = profiles.views[lookAt]
  return view.state === 'measured' ? topOwners(view.tree, lookAt, 1)[0]?.name : undefined
}
