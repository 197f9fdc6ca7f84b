/** While only some samples are shown: how much of each profile they are, what stays whole, and that the verdict is of all. */
import type { ReactElement } from 'react'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { dispatch } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { partSentence, useChosenPart } from '../pane/shownPart.ts'

export function PartNote({ analysis }: { readonly analysis: Analysis }): ReactElement | undefined {
  const part = useChosenPart()
  if (!part) return undefined
  const { of, whole } = partSentence(analysis.views, part)
  return (
    <p className="type-ui flex flex-none flex-wrap items-center gap-x-3 rounded-panel border border-selection px-3 py-0.5 text-ink-1">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        Shown: <b>{part.text}</b>
        {of !== '' && <>, {of}</>}. {whole !== '' && `Without ${part.key}, so shown whole: ${whole}. `}
        <span className="text-ink-2">
          The verdict and its six figures are of all samples: they are about the whole process.
        </span>
      </span>
      <Button small className="no-print" onClick={() => dispatch({ type: 'filtered', only: undefined })}>
        Show all samples
      </Button>
    </p>
  )
}
