/** Numbers that a person knows from elsewhere and the files do not have: only those that can still change the answer, the deciding one first. */
import { type FormEvent, type ReactElement, useId, useState } from 'react'
import { type TypedId, type TypedNumber, type TypedNumbers, parseTyped, typedExamples } from '../../core/base/typed.ts'
import { Button } from '../controls/Button.tsx'
import { Icon } from '../theme/Icon.tsx'
import { type AskedId, askedIds, wording } from './dashboard.ts'

export interface DashboardFormProps {
  readonly asked: readonly AskedId[]
  readonly typed: TypedNumbers
  readonly onTyped: (id: TypedId, number: TypedNumber | undefined) => void
}

export function DashboardForm({ asked, typed, onTyped }: DashboardFormProps): ReactElement | null {
  const given = askedIds.filter((id) => typed[id] !== undefined)
  const open = asked.filter((id) => !given.includes(id) && (id !== 'rss' || typed.limit !== undefined))
  const [first] = open
  if (open.length + given.length === 0) return null
  return (
    <section
      aria-label="Numbers from your dashboard"
      data-later
      className="no-print flex flex-none flex-wrap items-center gap-x-5 gap-y-1 rounded-panel border border-dashed border-line-strong px-3 py-1"
    >
      <Icon name="unknown" className="text-ink-2" />
      <p className="text-ink-1">{open.length > 0 ? 'What does your dashboard say?' : 'Typed by a reader'}</p>
      {given.map((id) => (
        <p key={id} className="flex items-center gap-1.5">
          <span className="text-ink-3">{wording[id].label}</span>
          <span className="type-figure text-ink-1">{typed[id]?.text}</span>
          <span className="type-small text-ink-3">typed</span>
          <Button look="quiet" aria-label={`Take back ${wording[id].label}`} onClick={() => onTyped(id, undefined)}>
            Take back
          </Button>
        </p>
      ))}
      {open.map((id) => (
        <Field key={id} id={id} decides={id === first} onNumber={(number) => onTyped(id, number)} />
      ))}
    </section>
  )
}

function Field(props: {
  readonly id: AskedId
  readonly decides: boolean
  readonly onNumber: (number: TypedNumber) => void
}): ReactElement {
  const { label, example, where } = wording[props.id]
  const [text, setText] = useState('')
  const id = useId()
  const number = parseTyped(props.id, text)
  const wrong = text.trim() !== '' && number === undefined
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (number) props.onNumber(number)
  }
  return (
    <form className="flex min-w-0 flex-wrap items-center gap-x-2" onSubmit={submit}>
      <label htmlFor={id} className={props.decides ? 'font-semibold text-ink-1' : 'text-ink-1'}>
        {label}
      </label>
      <input
        id={id}
        name={props.id}
        type="text"
        autoComplete="off"
        placeholder={example}
        aria-invalid={wrong}
        aria-describedby={`${id}-where`}
        className="type-figure h-7 w-24 rounded-control border border-line-strong bg-surface-0 px-2 text-right text-ink-1"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={number === undefined}>
        Use
      </Button>
      <span id={`${id}-where`} className="type-small min-w-0 text-ink-3">
        {wrong ? typedExamples[props.id] : where}
      </span>
    </form>
  )
}
