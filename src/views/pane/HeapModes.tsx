/** What the heap pane shows: what is held, what is allocated, or both above each other where a pane can draw that. */
import type { HeapMode } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { dispatch } from '../../state/view/store.ts'

export function HeapModes({
  modes,
  mode,
}: {
  readonly modes: readonly HeapMode[]
  readonly mode: HeapMode
}): ReactElement {
  return (
    <fieldset className="no-print ml-0.5 inline-flex rounded-control border border-line">
      <legend className="sr-only">What the heap pane shows</legend>
      {modes.map((one) => (
        <label
          key={one}
          className={`type-small relative flex h-[22px] cursor-pointer items-center rounded-[4px] px-2 font-medium before:absolute before:-inset-y-1 before:inset-x-0 has-focus-visible:shadow-(--focus-ring) forced-colors:has-checked:outline-2 ${one === mode ? 'bg-surface-3 text-ink-1' : 'text-ink-3 hover:text-ink-1'}`}
        >
          <input
            type="radio"
            name="heap-mode"
            className="sr-only"
            checked={one === mode}
            onChange={() => dispatch({ type: 'heapModeChanged', mode: one })}
          />
          {one}
        </label>
      ))}
    </fieldset>
  )
}
