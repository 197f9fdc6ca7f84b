/** What must not leave: one choice above all buttons, for all of them. */
import { type ReactElement, useState } from 'react'
import type { RedactionChoices } from '../../core/snapshot/redact.ts'
import { chooseRedaction, useRedactionChoices } from '../../state/sharing/redaction.ts'

const flags = [
  ['dropPaths', 'paths of source files'],
  ['dropLabels', 'labels'],
  ['dropHosts', 'addresses, host and file names'],
] as const

export function Redaction(): ReactElement {
  const choices = useRedactionChoices()
  const hidesNames = choices.keepPackages !== undefined
  return (
    <fieldset className="flex flex-col gap-1 rounded-control border border-line p-2">
      <legend className="px-1 text-ink-2">Hide in everything that leaves</legend>
      <div className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 max-mid:grid-cols-1">
        <Check on={hidesNames} label="function names" onChange={(on) => chooseRedaction(withNames(choices, on))} />
        {flags.map(([key, label]) => (
          <Check
            key={key}
            on={choices[key]}
            label={label}
            onChange={(on) => chooseRedaction({ ...choices, [key]: on })}
          />
        ))}
      </div>
      {hidesNames && <Kept choices={choices} />}
    </fieldset>
  )
}

function withNames({ keepPackages: _old, ...rest }: RedactionChoices, hide: boolean): RedactionChoices {
  return hide ? { ...rest, keepPackages: [] } : rest
}

function Check(props: {
  readonly on: boolean
  readonly label: string
  readonly onChange: (on: boolean) => void
}): ReactElement {
  return (
    <label className="touch flex items-center gap-2">
      <input type="checkbox" checked={props.on} onChange={(event) => props.onChange(event.target.checked)} />
      {props.label}
    </label>
  )
}

function Kept({ choices }: { readonly choices: RedactionChoices }): ReactElement {
  const [text, setText] = useState(() => choices.keepPackages?.join(', ') ?? '')
  return (
    <label className="flex flex-col gap-1">
      <span>but keep function names that start with (comma between)</span>
      <input
        className="touch h-7 rounded-control border border-line-strong bg-surface-0 px-2 text-ink-1"
        placeholder="payments., json."
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          const kept = event.target.value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
          chooseRedaction({ ...choices, keepPackages: kept })
        }}
      />
    </label>
  )
}
