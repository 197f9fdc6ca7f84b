/** Fifth row: what width means, or the way back out of a zoom; what the search found; which way up. */
import { type ReactElement, type ReactNode, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { countOf, formatShare } from '../../core/base/numbers.ts'
import type { Boxes } from '../../core/draw/boxes.ts'
import { useLabels } from '../../state/queries/queries.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { visibleName } from '../names/visibleName.ts'
import { Icon } from '../theme/Icon.tsx'
import type { Zoom } from './usePaneBoxes.ts'

/** Nobody has zoomed yet on the first screen. */
const Breadcrumb = lazyPart(() => import('./Breadcrumb.tsx').then((module) => module.Breadcrumb), null)

export function AxisRow(props: {
  readonly zoom: Zoom
  readonly root: string
  readonly matched: Boxes['matched'] | undefined
  readonly grandTotal: number
  /** In place of "root on top" where the direction is fixed. */
  readonly fixed?: ReactNode
}): ReactElement {
  const { zoom, root, matched, grandTotal, fixed } = props
  const rootAtBottom = useViewField((view) => view.rootAtBottom)
  const zoomed = zoom.path.length > 0 || zoom.onlySmaller !== undefined
  const around = useViewField((view) => view.around)
  const comparing = useViewField((view) => view.compare !== undefined)
  const hasLabels = (useLabels().data?.labels ?? []).length > 0
  return (
    <div className="type-caption flex min-h-[17px] flex-none items-center justify-between gap-2 pb-px whitespace-nowrap text-ink-3 pointer-coarse:flex-wrap">
      {zoomed ? (
        <Suspense fallback={<span />}>
          <Breadcrumb zoom={zoom} root={root} />
        </Suspense>
      ) : around !== undefined && !comparing ? (
        <button
          type="button"
          className="relative flex flex-none items-center gap-0.5 text-link before:absolute before:-inset-x-1 before:-inset-y-[5px]"
          onClick={() => dispatch({ type: 'centred', name: undefined })}
        >
          <Icon name="undo" size={12} />
          back to the whole profile
        </button>
      ) : (
        <span
          className={`min-w-0 truncate ${matched ? 'hidden @min-[27rem]:block' : hasLabels && !fixed ? 'hidden @min-[23rem]:block' : fixed ? 'hidden @min-[36rem]:block' : ''}`}
        >
          <span className="hidden @min-[40rem]:inline">share of total, widest first — not time</span>
          <span className="@min-[40rem]:hidden" title="Width is the share of the total, widest first; it is not time">
            share<span className="@max-[26rem]:hidden">, not time</span>
          </span>
        </span>
      )}
      {!comparing && <SamplesChoice />}
      {!comparing && <FramesChoice />}
      {matched ? (
        <span className="flex-none text-ink-1 tabular-nums">{matchText(matched, grandTotal)}</span>
      ) : fixed ? (
        // What the axis says as well goes first where a choice of samples needs the room.
        <span className={around !== undefined && hasLabels ? 'hidden @min-[36rem]:block' : ''}>{fixed}</span>
      ) : (
        <button
          type="button"
          className="relative flex-none hover:text-ink-1 before:absolute before:-inset-x-1 before:-inset-y-[5px]"
          title={rootAtBottom ? 'Turn: root on top' : 'Turn: root at the bottom'}
          onClick={() => dispatch({ type: 'orientationToggled' })}
        >
          {rootAtBottom ? 'root at the bottom' : 'root on top'}
        </button>
      )}
    </div>
  )
}

function matchText(matched: NonNullable<Boxes['matched']>, grandTotal: number): string {
  if (matched.error !== undefined) return matched.error
  if (matched.functions === 0) return 'no match here'
  return `${grandTotal > 0 ? formatShare(matched.total / grandTotal) : '0 %'} of total in ${countOf(matched.functions, 'matching function')}`
}

/** Of all panes at once: all samples, or those of one thread, endpoint, pod. The verdict stays that of all (`PartNote`). */
function SamplesChoice(): ReactElement | undefined {
  const only = useViewField((view) => view.only)
  const labels = useLabels().data?.labels ?? []
  if (labels.length === 0 && !only) return undefined
  const known = labels.some(({ key, values }) => key === only?.key && values.some(({ value }) => value === only.value))
  return (
    <select
      aria-label="Samples shown"
      title="Pictures, figures, lists and table are of these; the verdict is of all samples"
      className={`no-print relative ml-auto h-[17px] pointer-coarse:h-11 max-w-32 min-w-0 cursor-pointer rounded-[3px] border bg-surface-1 hover:text-ink-1 ${only ? 'border-selection text-ink-1' : 'border-line text-ink-2'}`}
      value={only ? JSON.stringify(only) : ''}
      onChange={({ target: { value } }) =>
        dispatch({ type: 'filtered', only: value === '' ? undefined : chosenOf(value) })
      }
    >
      <option value="">all samples</option>
      {only && !known && <option value={JSON.stringify(only)}>{`${only.key}: ${only.value}`}</option>}
      {labels.map(({ key, values }) => (
        <optgroup key={key} label={key}>
          {values.map(({ value, share }) => (
            <option key={value} value={JSON.stringify({ key, value })}>
              {`${visibleName(value, 60)} · ${formatShare(share)}`}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  )
}

function chosenOf(text: string): { readonly key: string; readonly value: string } {
  const { key, value } = JSON.parse(text) as { key: string; value: string }
  return { key, value }
}

/** Of all panes at once: every frame, the program's own, or packages. */
function FramesChoice(): ReactElement {
  const frames = useViewField((view) => view.frames)
  return (
    <select
      aria-label="Frames shown"
      className="no-print relative h-[17px] pointer-coarse:h-11 flex-none cursor-pointer rounded-[3px] border border-line bg-surface-1 text-ink-2 hover:text-ink-1"
      value={frames ?? 'all'}
      onChange={({ target: { value } }) =>
        dispatch({ type: 'framesChanged', frames: value === 'own' || value === 'packages' ? value : undefined })
      }
    >
      <option value="all">all frames</option>
      <option value="own">own code only</option>
      <option value="packages">by package</option>
    </select>
  )
}
