/** Locks, the one that costs most first: where threads wait, who holds it, what the holder does meanwhile. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { LockWaits } from '../../core/base/lockWaits.ts'
import { holderDoing } from '../../core/analysis/words/holders.ts'
import { tellShortWin } from '../../core/analysis/words/win.ts'
import { formatShare } from '../../core/base/numbers.ts'
import { waitedNs, winOfLock } from '../../core/diagnosis/win.ts'
import type { ReactElement } from 'react'
import { dispatch, hover, useHovered } from '../../state/view/store.ts'
import { Unbroken } from '../controls/Unbroken.tsx'
import { visibleName } from '../names/visibleName.ts'
import { useLinked } from '../pane/useLinked.ts'
import { StackedBar } from './StackedBar.tsx'
import { doingShares, lockLine } from './holderText.ts'
import { BreakableName } from '../names/BreakableName.tsx'

const rowsShown = 5

export function LockRows(props: {
  readonly analysis: Analysis
  readonly waits: LockWaits
  readonly rows?: number
}): ReactElement {
  const { analysis, waits, rows = rowsShown } = props
  const linked = useLinked()
  const hovered = useHovered()
  return (
    <section aria-label="Locks, by how long was waited for them">
      <h3 className="type-caption leading-[18px] font-semibold text-ink-2">
        Locks · who waits, who holds{waits.waits.length > rows && ` · ${rows} of ${waits.waits.length}`}
      </h3>
      <ul className="grid gap-1">
        {waits.waits.slice(0, rows).map((wait) => {
          const line = lockLine(wait, waits)
          const isLinked = line.site === linked.name
          const shares = doingShares(wait)
          // A ring never opens: what there would be to win without it is not what anybody can do now.
          const win =
            wait.deadlock === undefined
              ? winOfLock(analysis.story.signals, wait, waits, waitedNs(analysis.views.lock))
              : undefined
          return (
            <li
              key={wait.id}
              className={`min-w-0 border-l-2 border-lock pl-1.5 ${line.site === hovered ? 'bg-surface-2' : ''}`}
              onPointerEnter={() => hover(line.site)}
              onPointerLeave={() => hover(undefined)}
            >
              <button
                type="button"
                aria-pressed={isLinked && linked.chosen}
                title={visibleName(line.site)}
                className={`touch type-small block w-full text-left break-words text-ink-1 hover:underline ${isLinked ? 'font-semibold' : ''}`}
                onClick={() => dispatch({ type: 'selected', name: isLinked && linked.chosen ? undefined : line.site })}
              >
                <BreakableName text={line.waited} />
              </button>
              <p className="type-small break-words text-ink-2">
                {line.held === undefined ? 'who holds it was not recorded' : line.held}
                {line.chain !== undefined && ` · ${line.chain}`}
                {win !== undefined && (
                  <span className="text-ink-3">
                    {' '}
                    · <Unbroken text={tellShortWin(win)} />
                  </span>
                )}
              </p>
              {shares.some(({ kind }) => kind !== 'unseen') && (
                <StackedBar
                  label={`What the holder did: ${shares.map(({ kind, share }) => `${holderDoing[kind].short} ${formatShare(share)}`).join(', ')}`}
                  parts={shares.map(({ kind, share }) => ({ key: kind, share, open: kind === 'unseen' }))}
                />
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
