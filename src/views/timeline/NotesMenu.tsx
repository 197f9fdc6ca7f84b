/** The reader's own notes on the line: what was done when, for whoever reads the post-mortem. Links and snapshots carry them. */
import { type FormEvent, type ReactElement, useId, useState } from 'react'
import { type Note, longestNote } from '../../core/link/notes.ts'
import type { EpochMs } from '../../core/base/units.ts'
import { Button } from '../controls/Button.tsx'
import { Popover } from '../controls/Popover.tsx'
import { clock, editable, parseTime, zoneName } from '../controls/times.ts'

export interface NotesMenuProps {
  readonly notes: readonly Note[]
  readonly zone: string
  /** Where the form begins: the start of the window on screen. */
  readonly atMs: EpochMs
  readonly onAdd: (note: Note) => void
  readonly onRemove: (note: Note) => void
}

export function NotesMenu(props: NotesMenuProps): ReactElement {
  const { notes } = props
  const label = notes.length === 0 ? 'Add a note' : `${notes.length} ${notes.length === 1 ? 'note' : 'notes'}`
  return (
    <span className="no-print -my-[7px] -mr-2 ml-auto flex-none block">
      <Popover label={label} look="link" align="end" width="w-80" arrow={false} className="text-[11px]/[14px]">
        {() => <Notes {...props} />}
      </Popover>
    </span>
  )
}

function Notes({ notes, zone, atMs, onAdd, onRemove }: NotesMenuProps): ReactElement {
  const [when, setWhen] = useState(() => editable(atMs, zone))
  const [text, setText] = useState('')
  const id = useId()
  const time = parseTime(when, zone, atMs)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (time === undefined || text.trim() === '') return
    onAdd({ atMs: time, text })
    setText('')
  }
  return (
    <div className="grid gap-2 p-1 text-left">
      <form className="grid gap-1.5" onSubmit={submit}>
        <label htmlFor={`${id}-when`} className="type-small text-ink-3">
          When ({zoneName(zone, atMs)})
        </label>
        <input
          id={`${id}-when`}
          className="type-figure h-7 rounded-control border border-line-strong bg-surface-0 px-2 text-ink-1"
          value={when}
          aria-invalid={time === undefined}
          onChange={(event) => setWhen(event.target.value)}
        />
        <label htmlFor={`${id}-what`} className="type-small text-ink-3">
          What happened
        </label>
        <input
          id={`${id}-what`}
          className="h-7 rounded-control border border-line-strong bg-surface-0 px-2 text-ink-1"
          value={text}
          maxLength={longestNote}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={time === undefined || text.trim() === ''}>
          Put it on the line
        </Button>
      </form>
      {notes.length > 0 && (
        <ul aria-label="Notes" className="grid gap-1">
          {notes.map((note) => (
            <li key={`${note.atMs} ${note.text}`} className="flex items-baseline gap-2">
              <span className="type-figure flex-none text-ink-3">{clock(note.atMs, zone)}</span>
              <span className="min-w-0 flex-1 break-words text-ink-1">{note.text}</span>
              <Button look="quiet" small aria-label={`Remove the note ${note.text}`} onClick={() => onRemove(note)}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className="type-small text-ink-3">Links and snapshots of this view carry these notes.</p>
    </div>
  )
}
