/** Who waits for the locks, who holds them, or both about one axis. */
import type { ReactElement } from 'react'
import { dispatch, useViewField } from '../../state/view/store.ts'

const lockModes = ['waits', 'holders', 'both'] as const

export function LockModes(): ReactElement {
  const current = useViewField((view) => view.lockMode) ?? 'waits'
  return (
    <fieldset className="no-print ml-0.5 inline-flex rounded-control border border-line">
      <legend className="sr-only">What the lock pane shows</legend>
      {lockModes.map((one) => (
        <label
          key={one}
          className={`type-small relative flex h-[22px] cursor-pointer items-center rounded-[4px] px-2 font-medium before:absolute before:-inset-y-1 before:inset-x-0 has-focus-visible:shadow-(--focus-ring) forced-colors:has-checked:outline-2 ${one === current ? 'bg-surface-3 text-ink-1' : 'text-ink-3 hover:text-ink-1'}`}
        >
          <input
            type="radio"
            name="lock-mode"
            className="sr-only"
            checked={one === current}
            onChange={() => dispatch({ type: 'lockModeChanged', mode: one === 'waits' ? undefined : one })}
          />
          {one}
        </label>
      ))}
    </fieldset>
  )
}
