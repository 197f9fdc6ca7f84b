/** Right of the series: what the windows amount to, or the instant pointed at; and which window a drag sets. */
import type { ReactElement } from 'react'
import { clock } from '../controls/times.ts'
import type { Onset } from './seriesShape.ts'
import type { WindowLetter } from './TimelineParts.tsx'

export function DrawChoice(props: {
  readonly drawing: WindowLetter
  readonly onChange: (letter: WindowLetter) => void
}): ReactElement {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="sr-only">Dragging on the timeline sets</legend>
      <span aria-hidden="true">drag sets</span>
      {(['A', 'B'] as const).map((letter) => (
        <button
          key={letter}
          type="button"
          aria-pressed={props.drawing === letter}
          aria-label={letter === 'A' ? 'A, the earlier window to compare with' : 'B, the window on screen'}
          className={`grid size-6 place-items-center rounded-control border font-bold ${props.drawing === letter ? 'border-line-strong bg-surface-3 text-ink-1' : 'border-transparent text-ink-3 hover:text-ink-1'}`}
          onClick={() => props.onChange(letter)}
        >
          {letter}
        </button>
      ))}
    </fieldset>
  )
}

export function OnsetText({ onset, zone }: { readonly onset: Onset | undefined; readonly zone: string }): ReactElement {
  return (
    <p className="leading-[14px]!">
      {onset?.sinceMs !== undefined && <span className="block">since {clock(onset.sinceMs, zone)}</span>}
      {onset && onset.states > 1 && <span className="block text-ink-2">{onset.states} states in this window</span>}
    </p>
  )
}
