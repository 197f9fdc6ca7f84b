/** A strip while dropped files are taken in: what was on screen before is still there, and stays if this is given up. */
import type { ReactElement } from 'react'
import { cancelReading, useProgress } from '../../state/worker/progress.ts'
import { Button } from '../controls/Button.tsx'
import { progressText } from './progressText.ts'
import { useAfter } from '../../state/queries/useAfter.ts'

export function TakingFiles(): ReactElement | null {
  const progress = useProgress()
  const isTaking = progress?.stage === 'taking'
  const isLong = useAfter(isTaking, 300)
  if (!isTaking || !isLong) return null
  return (
    <div className="flex flex-none flex-wrap items-center gap-3 rounded-panel border border-line-strong px-3 py-1.5 text-ink-1">
      <p className="tabular-nums" data-progress>
        Your files: {progressText(progress)}
      </p>
      <progress
        className="h-1.5 w-64 min-w-0 accent-[var(--link)]"
        aria-label="Progress"
        max={100}
        value={Math.floor(progress.share * 100)}
      />
      <Button className="shrink-0" onClick={cancelReading}>
        Cancel
      </Button>
    </div>
  )
}
