/** Two panes and a tab: a screen of middling width. */
import { type PaneId, type ViewKind, paneIds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, useState } from 'react'
import { lookAtPane } from '../controls/PaneChip.tsx'
import { usePrinting } from '../pane/paper.ts'
import { Pane } from './Pane.tsx'
import { PaneTabs } from './PaneTabs.tsx'

/** The pane that decides stays; the other place is shared by the remaining two. */
export function TwoPanes(props: {
  readonly analysis: Analysis | undefined
  readonly awaited: readonly ViewKind[]
  readonly shown: number
}): ReactElement {
  const { analysis, awaited, shown } = props
  const lead = awaited.length === 0 && analysis ? lookAtPane(analysis.story.lookAt.view) : undefined
  const first = lead ?? 'cpu'
  const others = paneIds.filter((pane) => pane !== first)
  const printing = usePrinting()
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
      {/* Paper has no tabs: what stands behind one comes without its picture, which would take too long to draw. */}
      {printing &&
        others
          .filter((pane) => pane !== second)
          .map((pane) => <Pane key={pane} pane={pane} analysis={analysis} awaited={awaited} />)}
    </div>
  )
}
