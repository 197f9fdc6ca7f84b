/** The way back out of a zoom: where the reader is, the steps to it, and one step back. */
import type { ReactElement, ReactNode } from 'react'
import type { FramePath } from '../../core/profile/callTree.ts'
import { lastSegments } from '../names/segments.ts'
import { visibleName } from '../names/visibleName.ts'
import { Icon } from '../theme/Icon.tsx'
import type { Zoom } from './usePaneBoxes.ts'

/** Steps of the way shown beside the first; the others are in its menu-less middle, one Backspace each. */
const stepsShown = 2

export function Breadcrumb({ zoom, root }: { readonly zoom: Zoom; readonly root: string }): ReactElement {
  const { path, onlySmaller } = zoom
  const hidden = Math.max(0, path.length - stepsShown)
  return (
    <nav aria-label="Zoom" className="flex min-w-0 items-center gap-1">
      <span className="flex-none">
        <Crumb onPress={() => zoom.to([])}>{root}</Crumb>
      </span>
      {hidden > 0 && (
        <span
          title={path
            .slice(0, hidden)
            .map((name) => visibleName(name, 80))
            .join(' › ')}
        >
          › ⋯ {hidden}
        </span>
      )}
      {path.slice(hidden).map((name, index) => {
        const to: FramePath = path.slice(0, hidden + index + 1)
        const isHere = to.length === path.length && !onlySmaller
        return (
          <span key={to.length} className="flex min-w-0 items-center gap-1">
            ›
            <Crumb title={name} here={isHere} onPress={() => zoom.to(to)}>
              {lastSegments(visibleName(name, 60), 2)}
            </Crumb>
          </span>
        )
      })}
      {onlySmaller && <span className="text-ink-1">› smaller frames</span>}
      <button
        type="button"
        className="relative ml-1 flex flex-none items-center gap-0.5 text-link before:absolute before:-inset-x-1 before:-inset-y-[5px]"
        title="One step back (Backspace)"
        onClick={() => zoom.to(onlySmaller ? path : path.slice(0, -1))}
      >
        <Icon name="undo" size={12} />
        back
      </button>
    </nav>
  )
}

function Crumb(props: {
  readonly children: ReactNode
  readonly title?: string
  readonly here?: boolean
  readonly onPress: () => void
}): ReactElement {
  const title = props.title === undefined ? undefined : visibleName(props.title)
  if (props.here === true) {
    return (
      <b className="min-w-0 truncate font-semibold text-ink-1" title={title} aria-current="location">
        <bdi dir="ltr">{props.children}</bdi>
      </b>
    )
  }
  return (
    <button
      type="button"
      title={title}
      className="relative min-w-0 truncate text-link hover:underline before:absolute before:-inset-y-[5px] before:inset-x-0"
      onClick={props.onPress}
    >
      <bdi dir="ltr">{props.children}</bdi>
    </button>
  )
}
