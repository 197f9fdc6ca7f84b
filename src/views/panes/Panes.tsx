/** The three panes: side by side, two and a tab, or one after the other on a phone. One of them alone when enlarged. */
import { paneIds } from '../../core/base/vocabulary.ts'
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { usePaneSubject } from '../../state/queries/current.tsx'
import { useViewField } from '../../state/view/store.ts'
import { Ghost } from './FlameArea.tsx'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { paneColumn } from '../pane/paneColumn.ts'
import { viewsOfPane } from '../pane/paneWords.ts'
import { useTallPage } from '../pane/usePageHeight.ts'
import { Pane, type PaneProps } from './Pane.tsx'
import { usePanesHeight } from './usePanesHeight.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { usePaneKeys } from '../pane/usePaneKeys.ts'

/** Two of three screens need neither. */
const TwoPanes = lazyPart(() => import('./TwoPanes.tsx').then((module) => module.TwoPanes))
const PhonePanes = lazyPart(() => import('./PhonePanes.tsx').then((module) => module.PhonePanes))

/** @param shown how many show what is in them; the others have their turn soon, so that no single piece of work draws all */
export function Panes({ shown }: { readonly shown: number }): ReactElement {
  const { analysis, awaited } = usePaneSubject()
  const enlarged = useViewField((view) => view.enlarged)
  const width = usePageWidth()
  usePaneKeys()
  if (enlarged) {
    return (
      <div className="print-flow grid min-h-[28rem] flex-1 grid-rows-1">
        <Pane pane={enlarged} analysis={shown > 0 ? analysis : undefined} awaited={awaited} large />
      </div>
    )
  }
  if (width === 'phone')
    return (
      <Suspense fallback={<Ghost />}>
        <PhonePanes analysis={shown > 0 ? analysis : undefined} awaited={awaited} />
      </Suspense>
    )
  if (width === 'two')
    return (
      <Suspense fallback={<Ghost />}>
        <TwoPanes analysis={analysis} awaited={awaited} shown={shown} />
      </Suspense>
    )
  return <ThreePanes analysis={analysis} awaited={awaited} shown={shown} />
}

function ThreePanes(props: Omit<PaneProps, 'pane'> & { readonly shown: number }): ReactElement {
  const { analysis, awaited, shown } = props
  const heapMode = useHeapMode()
  const [grid, needPx] = usePanesHeight(analysis)
  const columns = paneIds.map((pane) => {
    const isEmpty = viewsOfPane(pane, heapMode).every((kind) => {
      const view = analysis?.views[kind]
      return view?.state === 'measured' && view.total === 0
    })
    return paneColumn(isEmpty && (pane !== 'lock' || analysis?.lockWaits === undefined))
  })
  return (
    <div
      ref={grid}
      className="print-flow print-panes grid min-h-[26rem] flex-1000 grid-rows-1 gap-3"
      style={{ gridTemplateColumns: columns.join(' '), ...(useTallPage() && needPx ? { maxHeight: needPx } : {}) }}
    >
      {paneIds.map((pane, index) => (
        <Pane key={pane} pane={pane} analysis={index < shown ? analysis : undefined} awaited={awaited} />
      ))}
    </div>
  )
}
