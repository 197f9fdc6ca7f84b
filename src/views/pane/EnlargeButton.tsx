import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { paneNames } from '../controls/PaneChip.tsx'
import { Icon } from '../theme/Icon.tsx'
import { paneKeys } from './paneWords.ts'

export function EnlargeButton({ pane, embed }: { readonly pane: PaneId; readonly embed: boolean }): ReactElement {
  const isEnlarged = useViewField((view) => view.enlarged === pane)
  return (
    <Button
      look="quiet"
      small
      className="no-print gap-1"
      aria-label={isEnlarged ? `Back to three panes` : `Enlarge ${paneNames[pane]}`}
      title={isEnlarged ? 'Back to three panes (Escape)' : `Enlarge (${paneKeys[pane]})`}
      onClick={() => dispatch({ type: 'paneEnlarged', pane: isEnlarged ? undefined : pane })}
    >
      <Icon name={isEnlarged ? 'shrink' : 'enlarge'} size={14} />
      {!embed && (
        <kbd className="hidden rounded-[3px] @min-[22rem]:inline border border-line px-1 text-[11px]/4 text-ink-3">
          {isEnlarged ? 'Esc' : paneKeys[pane]}
        </kbd>
      )}
    </Button>
  )
}
