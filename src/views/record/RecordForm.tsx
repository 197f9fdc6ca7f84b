/** "Record now": which service, how long, in which steps; what is off is said before anything is recorded. */
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactElement, useId, useState } from 'react'
import { explainLoadError } from '../../core/base/result.ts'
import { checkGo, recordNow, useGoCapture } from '../../state/sources/goCapture.ts'
import { Button } from '../controls/Button.tsx'
import { Choice } from '../controls/Choice.tsx'
import { TypedField } from '../controls/TypedField.tsx'
import { CodeSentence } from './CodeSentence.tsx'
import { lengthProblem, lengths, stepFor } from './lengths.ts'
import { showRecordStatus } from './showRecordStatus.tsx'

export interface RecordFormProps {
  readonly services: readonly { readonly name: string; readonly title: string }[]
  readonly onStarted: () => void
}

export function RecordForm({ services, onStarted }: RecordFormProps): ReactElement {
  const [chosen, setChosen] = useState(services[0]?.name ?? '')
  const [seconds, setSeconds] = useState('60')
  const [step, setStep] = useState<string>()
  const running = useGoCapture().state === 'recording'
  const problemId = useId()
  const length = Number(seconds)
  const every = step === undefined ? stepFor(length) : Number(step)
  const problem = lengthProblem(length, every)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (problem !== undefined || running) return
    void recordNow({ store: chosen, seconds: length, everySeconds: every })
    showRecordStatus()
    onStarted()
  }
  const said = { problemId, isWrong: problem !== undefined }
  return (
    <form className="grid gap-2.5 px-1" onSubmit={submit} noValidate>
      <p className="type-small text-ink-3">
        CPU, allocation, mutex and block of every step and the heap between the steps, all at the same time.
      </p>
      <Choice
        name="Service to record"
        chosen={chosen}
        options={services.map(({ name, title }) => ({ key: name, label: title }))}
        onChoose={setChosen}
      />
      <Choice
        name="Length"
        quiet
        chosen={seconds}
        options={lengths.map(({ text, seconds: value }) => ({ key: String(value), label: text }))}
        onChoose={(key) => {
          setSeconds(key)
          setStep(undefined)
        }}
      />
      <div className="flex flex-wrap items-end gap-3">
        <TypedField {...inSeconds} label="length, seconds" value={seconds} onType={setSeconds} {...said} />
        <TypedField {...inSeconds} label="step, seconds" value={step ?? String(every)} onType={setStep} {...said} />
        <Button type="submit" look="strong" className="ml-auto" disabled={running || problem !== undefined}>
          {running ? 'A recording is running' : 'Start recording'}
        </Button>
      </div>
      <output id={problemId} className="type-small text-ink-2">
        {problem}
      </output>
      {/* While recording, an answer of the service would be one request more that it has to serve. */}
      {!running && <Check service={chosen} />}
    </form>
  )
}

const inSeconds = { inputMode: 'numeric', width: 'w-20' } as const

function Check({ service }: { readonly service: string }): ReactElement {
  const { data } = useQuery({
    queryKey: ['goCheck', service],
    queryFn: ({ signal }) => checkGo(service, signal),
    // Whoever switches something on looks again.
    gcTime: 0,
  })
  if (!data) return <p className="type-small text-ink-3">Asking the service what it records …</p>
  if (!data.ok)
    return (
      <p role="alert" className="[overflow-wrap:anywhere] text-ink-1">
        {explainLoadError(data.error)}
      </p>
    )
  if (data.value.length === 0)
    return <p className="type-small text-ink-3">The service answers, and records mutexes and blocking.</p>
  return (
    <ul className="grid gap-1.5">
      {data.value.map((note) => (
        <li key={note}>
          <CodeSentence text={note} />
        </li>
      ))}
    </ul>
  )
}
