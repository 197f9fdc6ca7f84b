/** Low CPU with low lock wait has an answer: where the threads' time went instead, of the kinds that the files tell apart. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { tellOffCpu } from '../../core/analysis/words/offCpu.ts'
import { formatNs } from '../../core/base/numbers.ts'
import type { ReactElement } from 'react'
import { StackedBar } from './StackedBar.tsx'

export function OffCpu({ parts }: { readonly parts: NonNullable<Analysis['offCpu']> }): ReactElement | undefined {
  const total = parts.reduce((sum, { ns }) => sum + ns, 0)
  if (!(total > 0)) return undefined
  const text = tellOffCpu(parts)
  return (
    <div className="flex-none pt-1">
      <StackedBar
        label={`Off CPU, ${formatNs(total)} of threads: ${text}`}
        parts={parts.map(({ kind, ns }) => ({ key: kind, share: ns / total, open: kind === 'idle' }))}
      />
      <p className="type-caption pt-0.5 break-words text-ink-3">
        <span className="text-ink-2">threads off CPU {formatNs(total)}:</span> {text}
      </p>
    </div>
  )
}
