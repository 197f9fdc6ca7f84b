import type { KeyboardEvent, ReactElement } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { keyStepMs, moveWindow, resizeWindow } from '../controls/moveWindow.ts'
import { windowText } from '../controls/times.ts'
import { outsideOf } from './seriesShape.ts'
import type { WindowLetter } from './TimelineParts.tsx'

export interface WindowKeysProps {
  readonly letter: WindowLetter
  readonly window: TimeWindow
  readonly span: TimeWindow
  readonly zone: string
  readonly leftPx: number
  readonly rightPx: number
  readonly onDraft?: (window: TimeWindow) => void
  readonly onApply: (window: TimeWindow) => void
  readonly onCancel: () => void
}

/** The window for the keyboard: a focusable frame that the pointer never meets. */
export function WindowKeys(props: WindowKeysProps): ReactElement {
  const { letter, window, span, zone, leftPx, rightPx, onDraft } = props
  const text = windowText(window, zone)
  const outside = outsideOf(window, span)
  const where = outside === undefined ? '' : `, ${text.date}, ${outside} what was recorded`
  const press = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (direction !== 0 && onDraft) {
      const by = direction * keyStepMs(span)
      onDraft(event.shiftKey ? resizeWindow(window, by, span) : moveWindow(window, by, span))
    } else if (event.key === 'Enter' && onDraft) props.onApply(window)
    else if (event.key === 'Escape') props.onCancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <button
      type="button"
      data-window={letter}
      aria-label={`Window ${letter}: ${text.primary}, ${text.length}${where}. Arrows move it, Shift and arrows resize it, Enter applies.`}
      aria-disabled={onDraft === undefined}
      className="pointer-events-none absolute top-0 h-[57px] rounded-frame"
      style={{ left: leftPx, width: Math.max(2, rightPx - leftPx) }}
      onKeyDown={press}
      onBlur={props.onCancel}
    />
  )
}
