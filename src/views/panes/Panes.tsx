/** The three panes: side by side, two and a tab, or one after the other on a phone. One of them alone when enlarged. */
import { type PaneId, type ViewKind, paneIds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, Suspense, lazy, useState } from 'react'
import { usePaneSubject } from '../../state/queries/queries.ts'
import { useViewField } from '../../state/view/store.ts'
import { lookAtPane } from '../controls/PaneChip.tsx'
import { Ghost } from './FlameArea.tsx'
import { Pane } from './Pane.tsx'
import { PaneTabs } from './PaneTabs.tsx'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { usePaneKeys } from '../pane/usePaneKeys.ts'

const PhonePanes = lazy(async () => ({ default: (await import('./PhonePanes.tsx')).PhonePanes }))

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
  if (width === 'two') return <TwoPanes analysis={analysis} awaited={awaited} shown={shown} />
  return (
    <div className="print-flow print-panes grid min-h-[26rem] flex-1 grid-cols-3 grid-rows-1 gap-3">
      {paneIds.map((pane, index) => (
        <Pane key={pane} pane={pane} analysis={index < shown ? analysis : undefined} awaited={awaited} />
      ))}
    </div>
  )
}

/** The pane that decides stays; the other place is shared by the remaining two. */
function TwoPanes(props: {
  readonly analysis: Analysis | undefined
  readonly awaited: readonly ViewKind[]
  readonly shown: number
}): ReactElement {
  const { analysis, awaited, shown } = props
  const lead = awaited.length === 0 && analysis ? lookAtPane(analysis.story.lookAt.view) : undefined
  const first = lead ?? 'cpu'
  const others = paneIds.filter((pane) => pane !== first)
  const [chosen, setChosen] = useState<PaneId>()
  const second = chosen !== undefined && others.includes(chosen) ? chosen : others[0]!
  return (
    <div className="print-flow print-panes grid min-h-[29rem] flex-1 grid-cols-2 grid-rows-[auto_1fr] gap-x-3 gap-y-1.5">
      <p className="no-print type-small flex items-center text-ink-3">
        {lead ? 'the pane to look at' : 'first of three'}
      </p>
      <PaneTabs panes={others} current={second} onChoose={setChosen} label="The pane beside it" />
      <Pane key={first} pane={first} analysis={shown > 0 ? analysis : undefined} awaited={awaited} />
      <Pane key={second} pane={second} analysis={shown > 1 ? analysis : undefined} awaited={awaited} />
    </div>
  )
}
