/** The page while comparing: both verdicts, three differential panes, the ranked list. */
import { type ReactElement, type ReactNode, useEffect } from 'react'
import { paneIds } from '../../core/link/view.ts'
import { useComparison } from '../../state/comparison.ts'
import { appStore, dispatch, useViewField } from '../../state/store.ts'
import { usePageWidth } from '../panes/usePageWidth.ts'
import { usePaneKeys } from '../panes/usePaneKeys.ts'
import { ChangeList } from './ChangeList.tsx'
import { CompareStrip, ComparisonBanner } from './ComparisonBanner.tsx'
import { DiffPane } from './DiffPane.tsx'

export function CompareArea({ timeline }: { readonly timeline: ReactNode }): ReactElement {
  const { data, error } = useComparison()
  const enlarged = useViewField((view) => view.enlarged)
  const width = usePageWidth()
  usePaneKeys()
  useModeKey()
  if (error) return <p role="alert" className="p-3 text-ink-1">{`The comparison failed: ${error.message}`}</p>
  if (!data) return <p className="p-3 text-ink-3">Both windows are being compared.</p>
  const panes = enlarged ? [enlarged] : paneIds
  const columns =
    panes.length === 1 || width === 'phone' ? 'grid-cols-1' : width === 'two' ? 'grid-cols-2' : 'grid-cols-3'
  return (
    <>
      <ComparisonBanner comparison={data} />
      <CompareStrip comparison={data} />
      {timeline}
      <div
        className={`print-flow grid flex-1 gap-3 ${columns} ${width === 'phone' || width === 'two' ? 'auto-rows-[26rem]' : 'min-h-[26rem] grid-rows-1'}`}
      >
        {panes.map((pane) => (
          <DiffPane key={pane} pane={pane} comparison={data} />
        ))}
      </div>
      <ChangeList comparison={data} />
    </>
  )
}

/** `m` switches between cost and share: one key apart, and in the link. */
function useModeKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null
      if (event.key !== 'm' || typing || event.altKey || event.ctrlKey || event.metaKey) return
      const { compare } = appStore.getState().view
      if (compare)
        dispatch({
          type: 'compareChanged',
          compare: { ...compare, mode: compare.mode === 'share' ? 'absolute' : 'share' },
        })
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
