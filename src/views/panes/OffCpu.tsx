/** Low CPU with low lock wait has an answer: where the threads' time went instead, of the kinds that files tell apart; or, in dumps, where threads stood. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { seenHead, tellOffCpu, tellThreadsSeen } from '../../core/analysis/words/offCpu.ts'
import { formatNs } from '../../core/base/numbers.ts'
import type { ReactElement } from 'react'
import { Unbroken } from '../controls/Unbroken.tsx'
import { StackedBar, type BarPart } from './StackedBar.tsx'

interface Bar {
  readonly head: string
  readonly text: string
  readonly parts: readonly BarPart[]
}

export function OffCpu({ analysis }: { readonly analysis: Analysis }): ReactElement | undefined {
  const bar = barOf(analysis)
  if (bar === undefined) return undefined
  const { head, text, parts } = bar
  return (
    <div className="flex-none pt-1">
      <StackedBar label={`${head}: ${text}`} parts={parts} />
      <p className="type-caption pt-0.5 break-words text-ink-3">
        <span className="text-ink-2">{head}:</span> <Unbroken text={text} />
      </p>
    </div>
  )
}

/** Where the time off the CPU went answers a low figure; beside a high one it takes room from what does. */
function barOf({ story, offCpu = [], threadsSeen }: Analysis): Bar | undefined {
  const busy = story.signals.cpu_user_pct
  if (busy.state === 'present' && busy.value >= 50) return undefined
  const total = offCpu.reduce((sum, { ns }) => sum + ns, 0)
  if (total > 0)
    return {
      head: `threads off CPU ${formatNs(total)}`,
      text: tellOffCpu(offCpu),
      parts: offCpu.map(({ kind, ns }) => ({
        key: kind,
        share: ns / total,
        open: kind === 'idle' || kind === 'unknown',
      })),
    }
  if (threadsSeen === undefined || !(threadsSeen.threads > 0)) return undefined
  return {
    head: seenHead(threadsSeen),
    text: tellThreadsSeen(threadsSeen),
    parts: threadsSeen.parts.map(({ kind, threads }) => ({
      key: kind,
      share: threads / threadsSeen.threads,
      open: kind === 'idle' || kind === 'unknown',
    })),
  }
}
