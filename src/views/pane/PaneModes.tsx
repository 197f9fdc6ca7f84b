/** Which side of a profile a pane shows, or both about one axis. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { paneNames } from '../controls/PaneChip.tsx'

export interface PaneModesProps<Mode extends string> {
  readonly pane: PaneId
  readonly modes: readonly Mode[]
  readonly mode: Mode
  readonly onMode: (mode: Mode) => void
  /** High enough for fingers. */
  readonly tall?: boolean
}

export function PaneModes<Mode extends string>({
  pane,
  modes,
  mode,
  onMode,
  tall,
}: PaneModesProps<Mode>): ReactElement {
  return (
    <fieldset className="no-print ml-0.5 inline-flex rounded-control border border-line">
      <legend className="sr-only">{`What the ${paneNames[pane].toLowerCase()} pane shows`}</legend>
      {modes.map((one) => (
        <label
          key={one}
          className={`${tall === true ? 'touch justify-center ' : ''}type-small relative flex h-[22px] cursor-pointer items-center rounded-[4px] px-2 font-medium before:absolute before:-inset-y-1 before:inset-x-0 has-focus-visible:shadow-(--focus-ring) forced-colors:has-checked:outline-2 ${one === mode ? 'bg-surface-3 text-ink-1' : 'text-ink-3 hover:text-ink-1'}`}
        >
          <input
            type="radio"
            name={`${pane}-mode`}
            className="sr-only"
            checked={one === mode}
            onChange={() => onMode(one)}
          />
          {one}
        </label>
      ))}
    </fieldset>
  )
}
