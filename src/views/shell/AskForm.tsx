/** What neither the files nor the source say and a number cannot do without: asked in a line, never in the way. */
import { type FormEvent, type ReactElement, useId, useState } from 'react'
import { type FileChoice, ResourceChoiceRow } from './ResourceChoiceRow.tsx'
import { type Told, parseTold } from '../../core/window/told.ts'
import { Button } from '../controls/Button.tsx'
import { Icon } from '../theme/Icon.tsx'

interface UnknownKind {
  readonly hash: string
  readonly name: string
}

export type Asked = 'cores' | 'threads' | 'window'

interface Wording {
  readonly question: string
  readonly unit: string
  readonly max: number
  readonly step: string
}

const wording: Readonly<Record<Asked, Wording>> = {
  cores: { question: 'How many CPUs may this service use?', unit: 'CPUs', max: 4096, step: 'any' },
  threads: { question: 'How many threads does it have?', unit: 'threads', max: 10_000_000, step: '1' },
  window: { question: 'How long did the recording last?', unit: 'seconds', max: 31_536_000, step: 'any' },
}

export interface AskFormProps {
  readonly asks: readonly Asked[]
  /** Files that do not say what they count. */
  readonly kinds?: readonly UnknownKind[]
  readonly onKind?: (hash: string, told: Told) => void
  /** Files about many services or processes. */
  readonly choices?: readonly FileChoice[]
  readonly onChoice?: (hash: string, key: string) => void
  /** Verdicts that hold whatever the answer is, and the like. */
  readonly note?: string | undefined
  readonly onAnswer: (asked: Asked, value: number) => void
}

export function AskForm(props: AskFormProps): ReactElement | null {
  const { asks, kinds = [], choices = [], note, onAnswer, onKind, onChoice } = props
  if (asks.length + kinds.length + choices.length === 0) return null
  return (
    <section
      aria-label="Questions about this recording"
      data-later
      className="no-print flex flex-none flex-wrap items-center gap-x-6 gap-y-1 rounded-panel border border-dashed border-line-strong px-3 py-1"
    >
      <Icon name="unknown" className="text-ink-2 max-mid:hidden" />
      {asks.map((asked) => (
        <Question key={asked} asked={asked} onAnswer={(value) => onAnswer(asked, value)} />
      ))}
      {onKind &&
        kinds.map((file) => <KindQuestion key={file.hash} file={file} onKind={(told) => onKind(file.hash, told)} />)}
      {onChoice &&
        choices.map((file) => (
          <ResourceChoiceRow key={file.hash} file={file} onChoice={(key) => onChoice(file.hash, key)} />
        ))}
      <p className="type-small min-w-0 text-ink-3">
        {note ??
          (asks.length + kinds.length === 0
            ? 'The file is of a whole machine: one of these at a time. The choice goes into the link.'
            : 'Neither the files nor the source say. The answer goes into the link.')}
      </p>
    </section>
  )
}

function Question(props: { readonly asked: Asked; readonly onAnswer: (value: number) => void }): ReactElement {
  const { question, unit, max, step } = wording[props.asked]
  const [text, setText] = useState('')
  const id = useId()
  const value = Number(text)
  const usable = text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= max
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (usable) props.onAnswer(value)
  }
  return (
    <form className="flex items-center gap-2" onSubmit={submit}>
      <label htmlFor={id} className="text-ink-1">
        {question}
      </label>
      <input
        id={id}
        name={props.asked}
        type="number"
        inputMode="decimal"
        min={0}
        max={max}
        step={step}
        className="type-figure h-7 w-24 rounded-control border border-line-strong bg-surface-0 px-2 text-right text-ink-1"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span className="text-ink-3">{unit}</span>
      <Button type="submit" disabled={!usable}>
        Use
      </Button>
    </form>
  )
}

/** What folded text and its like are known to hold; a number is a count of samples unless its unit is in the words. */
const kindWords: readonly (readonly [told: string, words: string])[] = [
  ['cpu', 'CPU samples'],
  ['cpu:ns', 'CPU time in ns'],
  ['wall', 'wall-clock samples'],
  ['wall:us', 'wall-clock time in µs'],
  ['heap_live', 'live heap in bytes'],
  ['heap_alloc', 'allocations in bytes'],
  ['lock', 'lock waits'],
  ['lock:ns', 'lock waits in ns'],
  ['block:us', 'time off the CPU in µs'],
]

function KindQuestion(props: { readonly file: UnknownKind; readonly onKind: (told: Told) => void }): ReactElement {
  return (
    <label className="flex min-w-0 items-center gap-2 text-ink-1">
      <span className="min-w-0 [overflow-wrap:anywhere]">
        What does <bdi>{props.file.name}</bdi> count?
      </span>
      <select
        className="h-7 rounded-control border border-line-strong bg-surface-0 px-1 text-ink-1"
        value=""
        onChange={(event) => {
          const told = parseTold(event.target.value)
          if (told) props.onKind(told)
        }}
      >
        <option value="">choose</option>
        {kindWords.map(([told, words]) => (
          <option key={told} value={told}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}
