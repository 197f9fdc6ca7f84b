/**
 * One flame graph on the page: the chart's life, the keyboard and the tooltip. It knows frames, not profiles, so that
 * a profile and a difference are drawn by the same code.
 */
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { lazyPart } from '../../controls/lazyPart.tsx'
import { type FlameChart, createFlameChart } from './flameChart.ts'
import type { FlameEvents } from './frameListeners.ts'
import type { DrawnFrame, FlamePicture } from './picture.ts'
import type { FrameMenuProps } from './FrameMenu.tsx'
import { FloatingTip, type TipAnchor } from './FloatingTip.tsx'
import { useFocusInSight, useKeptLowerEdge, useRevealed } from './useScrolling.ts'
import { stepOfKey, walk } from './walk.ts'

/** Opened by a right click or a key: not before it is asked for. */
const FrameMenu = lazyPart(() => import('./FrameMenu.tsx').then((module) => module.FrameMenu))

export interface FlameViewProps {
  readonly picture: FlamePicture
  readonly selected: readonly number[]
  readonly hovered: readonly number[]
  /** Scroll to what is selected when none of it is in sight. */
  readonly reveal: boolean
  /** Where Tab enters. */
  readonly tabStop: number
  /** Row of the zoomed frame: kept in sight when there are many ancestors above it. */
  readonly focusRow: number
  readonly tip: (frame: number) => ReactNode
  /** Pointed at, or reached with the keyboard. */
  readonly onPoint: (frame: number | undefined) => void
  /** Pressed with the pointer. */
  readonly onPress: (frame: number) => void
  /** Space. */
  readonly onSelect: (frame: number) => void
  /** Right click, a long press, the menu key or "." */
  readonly menu?: ((frame: number) => Pick<FrameMenuProps, 'title' | 'actions'> | undefined) | undefined
  /** Enter. */
  readonly onOpen: (frame: number) => void
  /** Backspace. */
  readonly onBack: () => void
}

interface Tip extends TipAnchor {
  readonly frame: number
}

export function FlameView(props: FlameViewProps): ReactElement {
  const { picture, selected, hovered, reveal, tabStop, focusRow, tip, onBack, onOpen, onPress, onSelect } = props
  const host = useRef<HTMLDivElement>(null)
  const current = useRef(tabStop)
  const [shown, setShown] = useState<Tip>()
  const [menuAt, setMenuAt] = useState<{ readonly frame: number; readonly left: number; readonly top: number }>()
  const closeMenu = useCallback(() => setMenuAt(undefined), [])

  const chart = useFlameChart(host, {
    onPoint: (frame, at) => {
      setShown(frame === undefined || at.kind === 'touch' ? undefined : { frame, left: at.x, top: at.y, gap: 14 })
      props.onPoint(frame)
    },
    onPress,
    onFocus: (frame, byKeyboard) => {
      current.current = frame
      chart.current?.setTabStop(frame, false)
      if (!byKeyboard) return
      const at = below(frame)
      if (at) setShown({ ...at, gap: 4 })
      props.onPoint(frame)
    },
    onMenu: (frame, { x, y }) => {
      setShown(undefined)
      setMenuAt({ frame, left: x, top: y })
    },
    onBlur: () => {
      setShown(undefined)
      props.onPoint(undefined)
    },
  })
  /** The lower left corner of a frame, in the window. */
  const below = (frame: number) => {
    const box = host.current?.getBoundingClientRect()
    const span = chart.current?.spanOf(frame)
    return box && span && { frame, left: box.left + span.left, top: box.top + span.top + span.height }
  }

  useLayoutEffect(() => {
    const hadFocus = chart.current?.hasFocus() ?? false
    setShown(undefined)
    setMenuAt(undefined)
    chart.current?.draw(picture)
    current.current = tabStop
    chart.current?.setTabStop(tabStop, hadFocus)
    // Only a new picture starts at its tab stop; a new selection in the same picture must not move the keyboard.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [picture])

  useLayoutEffect(() => chart.current?.mark({ selected, hovered }), [chart, picture, selected, hovered])

  const { rowPx, rows, rootAtBottom } = picture
  useFocusInSight(host, picture, focusRow)
  useRevealed(host, chart, reveal, selected)
  useKeptLowerEdge(host, rootAtBottom)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const frame = current.current
    const step = stepOfKey(event.key, rootAtBottom)
    if (step) chart.current?.setTabStop(walk(picture.frames, frame, step), true)
    else if (event.key === 'Enter') onOpen(frame)
    else if (event.key === ' ') onSelect(frame)
    else if (event.key === '.') {
      const at = below(frame)
      if (at) setMenuAt({ ...at, left: at.left + 8 })
    } else if (event.key === 'Backspace') onBack()
    else {
      if (event.key === 'Escape') setShown(undefined)
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const menuShown = menuAt && props.menu?.(menuAt.frame)
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the tree inside, drawn by the chart, is what has the role */}
      <div
        ref={host}
        className="flame"
        style={{
          height: rows * rowPx,
          ['--flame-line' as string]: `${rowPx - 2}px`,
        }}
        onKeyDown={onKeyDown}
      />
      {menuShown && menuAt && (
        <Suspense fallback={null}>
          <FrameMenu {...menuShown} left={menuAt.left} top={menuAt.top} onClose={closeMenu} />
        </Suspense>
      )}
      {shown && picture.frames[shown.frame] && <FloatingTip anchor={shown}>{tip(shown.frame)}</FloatingTip>}
    </>
  )
}

/** The chart is made once; it always calls the handlers of the latest render. */
function useFlameChart(host: RefObject<HTMLDivElement | null>, events: FlameEvents): RefObject<FlameChart | undefined> {
  const chart = useRef<FlameChart>(undefined)
  const latest = useRef(events)
  useLayoutEffect(() => {
    latest.current = events
  })
  useLayoutEffect(() => {
    if (!host.current) return
    const made = createFlameChart(host.current, () => latest.current)
    chart.current = made
    return () => made.destroy()
  }, [host])
  return chart
}

export function rowsOf(frames: readonly DrawnFrame[]): number {
  return frames.reduce((rows, { depth }) => Math.max(rows, depth + 1), 1)
}
