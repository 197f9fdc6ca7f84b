/** The shell of every pane, alone or compared: its edge, its title, what it can and cannot see. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import { type ReactElement, type ReactNode, useId } from 'react'
import { paneInk, paneNames } from '../controls/PaneChip.tsx'
import { Icon } from '../theme/Icon.tsx'

const edges: Readonly<Record<PaneId, string>> = { cpu: 'before:bg-cpu', heap: 'before:bg-heap', lock: 'before:bg-lock' }
const leadEdges: Readonly<Record<PaneId, string>> = { cpu: 'border-cpu', heap: 'border-heap', lock: 'border-lock' }

export interface PaneFrameProps {
  readonly pane: PaneId
  /** The diagnosis is decided here. */
  readonly leads: boolean
  /** As wide as the sheet on paper, and first there. */
  readonly wide?: boolean
  /** Beside the pane's name: what it shows. */
  readonly question: string
  /** Right of the title: modes, tags, buttons. */
  readonly tools: ReactNode
  readonly cannotSee: string
  /** Nothing is drawn in it: as high as its text. */
  readonly low?: boolean
  readonly children: ReactNode
}

export function PaneFrame({
  pane,
  leads,
  wide = leads,
  question,
  tools,
  cannotSee,
  low = false,
  children,
}: PaneFrameProps): ReactElement {
  const titleId = useId()
  return (
    <section
      data-pane={pane}
      data-low={low ? '' : undefined}
      data-leads={leads ? '' : undefined}
      data-wide={wide ? '' : undefined}
      aria-labelledby={titleId}
      className={`@container relative flex min-h-0 min-w-0 flex-col overflow-hidden rounded-panel border bg-surface-1 px-3 pt-1.5 before:absolute before:inset-x-0 before:top-0 ${edges[pane]} ${leads ? `before:h-1 ${leadEdges[pane]}` : 'border-line before:h-0.5'}`}
    >
      <header className="flex h-[30px] flex-none items-center gap-2 whitespace-nowrap">
        <h2 id={titleId} className="flex items-center gap-[7px] text-[15px]/5 font-semibold">
          <span className={paneInk[pane]}>
            <Icon name={pane} />
          </span>
          {paneNames[pane]}
        </h2>
        {/* Modes are chosen beside it: half a word says less than none. */}
        <span
          className={`hidden min-w-0 truncate text-ink-2 ${pane === 'lock' ? '@min-[36rem]:block' : '@min-[25rem]:block'}`}
        >
          {question}
        </span>
        {tools}
      </header>
      {children}
      <p
        className="type-small -mx-3 mt-1.5 flex min-h-7 flex-none items-center gap-1.5 border-t border-line px-3 py-1 leading-4! text-ink-3"
        title={cannotSee}
      >
        <Icon name="cannot-see" size={14} />
        <b className="flex-none font-semibold text-ink-2">cannot see</b>
        <span className="min-w-0">{cannotSee}</span>
      </p>
    </section>
  )
}
