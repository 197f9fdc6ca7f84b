import type { ReactElement, ReactNode } from 'react'
import { Button } from './Button.tsx'

export interface ChoiceOption {
  readonly key: string
  readonly label: ReactNode
}

/** A few options side by side; the chosen one is pressed. */
export function Choice(props: {
  /** For people who do not see that the buttons belong together. */
  readonly name: string
  readonly options: readonly ChoiceOption[]
  readonly chosen: string | undefined
  readonly onChoose: (key: string) => void
  readonly quiet?: boolean
  readonly children?: ReactNode
}): ReactElement {
  return (
    <fieldset className="no-print flex min-w-0 flex-wrap items-center gap-1">
      <legend className="sr-only">{props.name}</legend>
      {props.options.map(({ key, label }) => (
        <Button
          key={key}
          look={props.chosen === key ? 'on' : props.quiet === true ? 'quiet' : 'plain'}
          aria-pressed={props.chosen === key}
          onClick={() => props.onChoose(key)}
        >
          {label}
        </Button>
      ))}
      {props.children}
    </fieldset>
  )
}
