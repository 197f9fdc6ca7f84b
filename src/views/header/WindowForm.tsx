/** Typed absolute times, the zone they are typed in, and the windows a source names. */
import { type FormEvent, type ReactElement, useId, useState } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { Button } from '../controls/Button.tsx'
import { Choice } from '../controls/Choice.tsx'
import { TypedField } from '../controls/TypedField.tsx'
import { duration, editable, parseTime, windowText, zoneName } from '../controls/times.ts'
import type { WindowControlProps } from './windowProps.ts'

const zones = ['Asia/Kolkata', 'UTC'] as const

export function WindowForm({ window, zone, picks, onWindow, onZone }: WindowControlProps): ReactElement {
  const text = windowText(window, zone)
  const known: readonly string[] = zones
  const choices = known.includes(zone) ? known : [zone, ...known]
  return (
    <div className="grid gap-2.5">
      <p className="type-small px-0.5 text-ink-3 tabular-nums">
        {text.date} · {text.primary} · {text.other}
      </p>
      {picks.length > 0 && onWindow && <Picks window={window} picks={picks} onWindow={onWindow} />}
      <Choice
        name="Time zone"
        quiet
        chosen={zone}
        options={choices.map((choice) => ({ key: choice, label: zoneName(choice, window.fromMs) }))}
        onChoose={onZone}
      >
        <span className="type-small ml-1 text-ink-3">times are typed and shown in this zone</span>
      </Choice>
      {/* What was typed was typed in the other zone. */}
      {onWindow && <TypedWindow key={zone} window={window} zone={zone} onWindow={onWindow} />}
    </div>
  )
}

interface Chooses {
  readonly window: TimeWindow
  readonly onWindow: (window: TimeWindow) => void
}

/** The windows that a source names, each with its length. */
function Picks(props: Chooses & Pick<WindowControlProps, 'picks'>): ReactElement {
  const { window, picks, onWindow } = props
  return (
    <Choice
      name="Windows of this source"
      chosen={picks.find(({ fromMs, untilMs }) => fromMs === window.fromMs && untilMs === window.untilMs)?.name}
      options={picks.map((pick) => ({
        key: pick.name,
        label: (
          <>
            {pick.name} <span className="type-small text-ink-3">{duration(pick.untilMs - pick.fromMs)}</span>
          </>
        ),
      }))}
      onChoose={(name) => {
        const pick = picks.find((one) => one.name === name)
        if (pick) onWindow({ fromMs: pick.fromMs, untilMs: pick.untilMs })
      }}
    />
  )
}

function TypedWindow({ window, zone, onWindow }: Chooses & { readonly zone: string }): ReactElement {
  const [from, setFrom] = useState<string>()
  const [until, setUntil] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const fromMs = parseTime(from ?? editable(window.fromMs, zone), zone, window.fromMs)
    const untilMs = parseTime(until ?? editable(window.untilMs, zone), zone, fromMs ?? window.fromMs)
    if (fromMs === undefined)
      setProblem('The first time is not one: write 02:04, 2026-11-22 02:04:00 or 2026-11-21T20:34:00Z.')
    else if (untilMs === undefined)
      setProblem('The second time is not one: write 02:14, 2026-11-22 02:14:00 or 2026-11-21T20:44:00Z.')
    else if (untilMs <= fromMs) setProblem('The window ends before it begins.')
    else onWindow({ fromMs, untilMs })
  }
  const said = { problemId: id, isWrong: problem !== undefined }
  return (
    <form className="grid gap-2" onSubmit={submit} noValidate>
      <div className="grid grid-cols-2 gap-2">
        <TypedField
          width="w-full"
          label={`from (${zoneName(zone, window.fromMs)})`}
          value={from ?? editable(window.fromMs, zone)}
          onType={setFrom}
          {...said}
        />
        <TypedField
          width="w-full"
          label={`until (${zoneName(zone, window.untilMs)}), not included`}
          value={until ?? editable(window.untilMs, zone)}
          onType={setUntil}
          {...said}
        />
      </div>
      <output id={id} className="type-small min-h-4 text-ink-2">
        {problem}
      </output>
      <Button type="submit" look="strong" className="justify-self-end">
        Show this window
      </Button>
    </form>
  )
}
