/** Fourth row: the function pointed at or selected anywhere, and its value here. The same line in every pane at the same height. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, useRef } from 'react'
import type { Boxes } from '../../core/draw/boxes.ts'
import { useFunctionSource, useFunctionValue } from '../../state/queries/functionValue.ts'
import { useHovered, dispatch } from '../../state/view/store.ts'
import { Fitting } from '../controls/Fitting.tsx'
import { visibleName } from '../names/visibleName.ts'
import { Icon } from '../theme/Icon.tsx'
import { valueParts } from './FrameTip.tsx'
import { useWidth } from '../controls/useWidth.ts'
import { fittingName } from '../names/shortName.ts'
import { absentText } from '../pane/paneWords.ts'
import { useLinked } from '../pane/useLinked.ts'

/** Widths of letters at 12 px; the icon, the gaps and the button at the end. */
const codeLetterPx = 7.3
const figureLetterPx = 7
const besidesPx = 48

export function LinkedRow(props: {
  readonly views: readonly ViewKind[]
  readonly seen: Analysis['views']
  readonly boxes: readonly Boxes[]
  readonly zoomed: boolean
}): ReactElement {
  const { views, seen, boxes, zoomed } = props
  const linked = useLinked()
  const hovered = useHovered()
  const name = hovered ?? linked.name
  const values = useFunctionValue(name)
  const sourceOf = useFunctionSource()
  const line = useRef<HTMLParagraphElement>(null)
  const linePx = useWidth(line)
  const row = 'type-small mt-[3px] flex h-[26px] flex-none items-center gap-1.5 whitespace-nowrap text-ink-2'
  if (name === undefined) {
    return (
      <p ref={line} className={`${row} text-ink-3`}>
        <Icon name="target" size={14} />
        point at a function to see it in all three
      </p>
    )
  }
  const texts = views.flatMap((kind, index): readonly string[] => {
    const view = seen[kind]
    if (view.state === 'absent') return [absentText(view)]
    if (!values) return []
    const value = values[kind]
    const drawn = boxes[index]
    const isDrawn = value.state !== 'value' || !drawn || drawn.boxes.some(({ names }) => names.includes(name))
    // There is room for the share or for the reason it is not to be seen.
    if (isDrawn) return valueParts(view, value, views.length === 1)
    return [...valueParts(view, value, false), zoomed ? 'not in this zoom' : 'below the drawing limit']
  })
  // The name before the second text: beside the wrong half of a name a share is nobody's.
  const roomPx = linePx - figureLetterPx * (texts[0] ?? '').length - besidesPx
  const short = fittingName(name, roomPx / codeLetterPx)
  return (
    <p ref={line} className={row}>
      <span className={`text-selection ${hovered === undefined ? '' : 'opacity-70'}`}>
        <Icon name="target" size={14} />
      </span>
      <code
        dir="rtl"
        style={{ minWidth: Math.max(0, Math.min(roomPx, short.length * codeLetterPx)) }}
        className="flex-1 truncate text-left font-semibold text-ink-1"
        title={[visibleName(name), visibleName(sourceOf(name), 160)].filter(Boolean).join('\n')}
      >
        <bdi dir="ltr">{short}</bdi>
      </code>
      <span className="flex min-w-0 pl-2">
        <Fitting parts={[...new Set(texts)]} atEnd />
      </span>
      {hovered === undefined && linked.chosen && (
        <button
          type="button"
          className="-mr-1 flex h-6 w-6 flex-none items-center justify-center rounded-control text-ink-3 hover:text-ink-1"
          aria-label="Select nothing"
          title="Select nothing"
          onClick={() => dispatch({ type: 'selected', name: undefined })}
        >
          <Icon name="close" size={12} />
        </button>
      )}
    </p>
  )
}
