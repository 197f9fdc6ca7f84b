/** A value that is typed, with its label above; the form says below what is wrong with it. */
import type { ReactElement } from 'react'

export function TypedField(props: {
  readonly label: string
  readonly value: string
  readonly onType: (text: string) => void
  /** The element that says what is wrong with one of them. */
  readonly problemId: string
  readonly isWrong: boolean
  readonly inputMode?: 'numeric'
  /** Of the room that it has. */
  readonly width: 'w-full' | 'w-20'
}): ReactElement {
  return (
    <label className="grid gap-0.5">
      <span className="type-small text-ink-3">{props.label}</span>
      <input
        className={`type-figure h-8 rounded-control border border-line bg-surface-0 px-2 text-ink-1 ${props.width}`}
        spellCheck={false}
        autoComplete="off"
        inputMode={props.inputMode}
        aria-describedby={props.problemId}
        aria-invalid={props.isWrong}
        value={props.value}
        onChange={(event) => props.onType(event.target.value)}
      />
    </label>
  )
}
