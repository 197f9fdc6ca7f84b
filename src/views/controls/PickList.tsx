/* oxlint-disable jsx-a11y/prefer-tag-over-role -- <select> and <datalist> can neither be searched this way nor draw only a part of 10,000 rows */
/** Search field over a list of any length; only the rows in sight exist. Arrows move, Enter picks. */
import { type ReactElement, type ReactNode, useId, useRef, useState } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { scrollToRow, visibleRows } from './visibleRows.ts'

interface PickItem {
  readonly key: string
  readonly title: string
  readonly detail?: ReactNode
  /** Also found by this text. */
  readonly also?: string
}

export interface PickListProps {
  readonly items: readonly PickItem[]
  readonly placeholder: string
  /** Names the list and its search field. */
  readonly name: string
  readonly current?: string | undefined
  readonly empty: ReactNode
  readonly onPick: (key: string) => void
  readonly maxRows?: number
}

/** A row of its title alone, and one with what it is about below: two lines, so that nothing of it is cut. */
const rowsPx = [30, 52] as const

export function PickList({
  items,
  placeholder,
  name,
  current,
  empty,
  onPick,
  maxRows = 9,
}: PickListProps): ReactElement {
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const [top, setTop] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const rowPx = rowsPx[items.some(({ detail }) => detail !== undefined) ? 1 : 0]

  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = items.filter(({ title, also = '' }) => {
    const where = `${title} ${also}`.toLowerCase()
    return words.every((word) => where.includes(word))
  })
  const heightPx = Math.min(shown.length, maxRows) * rowPx
  const { first, end } = visibleRows(top, heightPx, rowPx, shown.length)

  const move = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to))
    setActive(next)
    if (list.current) list.current.scrollTop = scrollToRow(next, list.current.scrollTop, heightPx, rowPx)
  }
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: maxRows, PageUp: -maxRows }

  return (
    <div>
      <label className="flex h-8 items-center gap-1.5 rounded-control border border-line bg-surface-0 px-2 text-ink-3 has-focus-visible:shadow-(--focus-ring)">
        <Icon name="search" />
        <input
          data-autofocus=""
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={shown[active] ? `${id}-${active}` : undefined}
          aria-label={`Search ${name}`}
          autoComplete="off"
          spellCheck={false}
          className="w-full bg-transparent text-ink-1 shadow-none!"
          placeholder={placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setActive(0)
            setTop(0)
            if (list.current) list.current.scrollTop = 0
          }}
          onKeyDown={(event) => {
            const by = steps[event.key]
            const picked = shown[active]
            if (by !== undefined) move(active + by)
            else if (event.key === 'Enter' && picked) onPick(picked.key)
            else return
            event.preventDefault()
          }}
        />
        <output className="type-caption whitespace-nowrap">
          {words.length > 0 ? `${shown.length} of ${items.length}` : items.length}
        </output>
      </label>
      {shown.length === 0 ? (
        <p className="px-2 py-3 text-ink-2">{items.length === 0 ? empty : `Nothing matches “${text}”.`}</p>
      ) : (
        <div
          ref={list}
          id={id}
          role="listbox"
          aria-label={name}
          tabIndex={-1}
          className="relative mt-1 overflow-y-auto overscroll-contain"
          style={{ height: heightPx }}
          onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        >
          <div style={{ height: shown.length * rowPx }} />
          {shown.slice(first, end).map((item, index) => {
            const row = first + index
            return (
              <div
                key={item.key}
                id={`${id}-${row}`}
                role="option"
                tabIndex={-1}
                aria-selected={item.key === current}
                aria-setsize={shown.length}
                aria-posinset={row + 1}
                className={`absolute inset-x-0 flex overflow-hidden items-center gap-2 rounded-control px-2 ${row === active ? 'bg-surface-3 text-ink-1' : 'text-ink-2'}`}
                style={{ top: row * rowPx, height: rowPx }}
                onPointerMove={() => setActive(row)}
                onClick={() => onPick(item.key)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') onPick(item.key)
                }}
              >
                <span className="w-3.5 flex-none">{item.key === current && <Icon name="held" size={12} />}</span>
                <span className="min-w-0 flex-1">
                  <span className="block truncate">{item.title}</span>
                  {item.detail !== undefined && (
                    <span className="type-small block leading-[13px]! text-ink-3">{item.detail}</span>
                  )}
                </span>
              </div>
            )
          })}
        </div>
      )}
    </div>
  )
}
