/** Under the verdict of a window in which nothing was recorded: when something was, and the way there. */
import type { ReactElement } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { dispatch } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { windowText } from '../controls/times.ts'

export function ElsewhereNote(props: { readonly recorded: TimeWindow; readonly zone: string }): ReactElement {
  const { recorded, zone } = props
  const { date, primary } = windowText(recorded, zone)
  return (
    <p className="type-ui no-print flex flex-none flex-wrap items-center gap-x-3 rounded-panel border border-selection px-3 py-0.5 text-ink-1">
      <span>Recorded on {date}:</span>
      <Button look="strong" onClick={() => dispatch({ type: 'windowChanged', window: recorded })}>
        Show {primary}
      </Button>
    </p>
  )
}
