import type { ReactElement } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { usePrinting } from '../pane/paper.ts'

/** The first thing to know before believing the picture; on paper all of them. Where any pane has one, all keep the room: rows stay level. */
export function CautionRow(props: {
  readonly cautions: readonly string[]
  readonly reserve: boolean
  readonly onPress: () => void
}): ReactElement | undefined {
  const { cautions, reserve, onPress } = props
  const printing = usePrinting()
  const [first] = cautions
  if (first === undefined) return reserve ? <div className="mt-1 h-6 flex-none" /> : undefined
  // Whole, however many lines it takes: the half that is cut off is the half that warns.
  return (
    <button
      type="button"
      className="type-small mt-1 flex min-h-6 flex-none items-start gap-1.5 text-left leading-4! text-ink-2 hover:text-ink-1"
      onClick={onPress}
    >
      <span className="mt-px flex-none text-[var(--dx-gc-pressure)]">
        <Icon name="warning" size={14} />
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {printing ? cautions.join(' ') : first}
        {!printing && cautions.length > 1 && <span className="text-link"> and {cautions.length - 1} more</span>}
      </span>
    </button>
  )
}
