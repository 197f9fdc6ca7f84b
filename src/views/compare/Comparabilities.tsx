/** May these two windows be compared? Before any picture: what speaks against it with what to do, then what is alike. */
import { type ReactElement, useState } from 'react'
import type { Comparability } from '../../core/diff/comparison.ts'
import { usePrinting } from '../pane/paper.ts'
import { Icon } from '../theme/Icon.tsx'

const levelIcons = { refused: 'missed', warning: 'warning', note: 'unknown', ok: 'held' } as const
const mostShown = 2

export function Comparabilities({ rows }: { readonly rows: readonly Comparability[] }): ReactElement | null {
  const [opened, setOpen] = useState(false)
  // Nobody presses on paper.
  const open = usePrinting() || opened
  if (rows.length === 0) return null
  const serious = rows.filter(({ level }) => level === 'refused' || level === 'warning')
  const notes = rows.filter(({ level }) => level === 'note')
  const alike = rows.filter(({ level }) => level === 'ok')
  const told = notes.filter(({ first }) => first === true)
  const shown = open ? [...serious, ...notes] : [...serious.slice(0, mostShown), ...told]
  const hidden = serious.length + notes.length - shown.length
  return (
    <div className="type-small min-w-0 self-center">
      <ul aria-label="Can these windows be compared?" className="flex flex-wrap items-baseline gap-x-4">
        {shown.map(({ level, text, fix }) => (
          <li key={text} className="flex min-w-0 basis-full items-baseline gap-1.5" data-level={level}>
            <Icon name={levelIcons[level]} size={13} className="flex-none translate-y-0.5" />
            <span className={`min-w-0 [overflow-wrap:anywhere] ${level === 'note' ? 'text-ink-2' : 'text-ink-1'}`}>
              {text}
              {fix !== '' && <span className="text-ink-3"> — {fix}</span>}
            </span>
          </li>
        ))}
        {alike.map(({ text }) => (
          <li key={text} className="flex min-w-0 items-baseline gap-1.5 text-ink-2" data-level="ok">
            <Icon name={levelIcons.ok} size={13} className="flex-none translate-y-0.5" />
            <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
          </li>
        ))}
        {(hidden > 0 || open) && (
          <li>
            <button
              type="button"
              aria-expanded={open}
              className="touch no-print text-link hover:underline"
              onClick={() => setOpen(!open)}
            >
              {open ? 'less' : moreText(Math.max(0, serious.length - mostShown), notes.length - told.length)}
            </button>
          </li>
        )}
      </ul>
    </div>
  )
}

function moreText(serious: number, notes: number): string {
  const more = serious > 0 ? [`${serious} more ${serious === 1 ? 'warning' : 'warnings'}`] : []
  return [...more, ...(notes > 0 ? [`${notes} ${notes === 1 ? 'note' : 'notes'}`] : [])].join(', ')
}
