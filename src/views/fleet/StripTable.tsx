/** The table of a strip: a row for each process or value, its figures beside each other, the one that stands out bold, and one press to compare it. */
import type { ReactElement, ReactNode } from 'react'
import { Button } from '../controls/Button.tsx'

export interface StripColumn<Id extends string> {
  readonly id: Id
  readonly head: string
  readonly title: string
}

/** Where there is no room for all columns, those in which somebody stands out are shown; with nobody, the ones given. */
export function roomFor<Id extends string>(told: Iterable<Id>, without: readonly Id[]): (id: Id) => string {
  const stand = new Set(told)
  const small = stand.size === 0 ? new Set(without) : stand
  return (id) => (small.has(id) ? '' : 'max-mid:hidden')
}

export function StripTable<Id extends string>(props: {
  readonly label: string
  /** Heads of what stands before the figures. */
  readonly before: readonly string[]
  readonly columns: readonly StripColumn<Id>[]
  readonly room: (id: Id) => string
  /** The first column takes what the others leave, instead of all their share. */
  readonly firstTakesAll?: boolean
  readonly children: ReactNode
}): ReactElement {
  const { label, before, columns, room, firstTakesAll = false, children } = props
  const width = (index: number): string => (firstTakesAll && index === 0 ? 'w-full' : '')
  return (
    <div className="max-h-[176px] overflow-auto [scrollbar-width:thin]">
      <table
        className={`w-full border-separate border-spacing-0 ${firstTakesAll ? '' : 'mid:min-w-[860px]'}`}
        aria-label={label}
      >
        <thead className="sticky top-0 z-1 bg-surface-1">
          <tr className="type-small h-[24px] text-right text-ink-2">
            {before.map((head, index) => (
              <th key={head} scope="col" className={`border-b border-line px-3 text-left font-normal ${width(index)}`}>
                {head}
              </th>
            ))}
            {columns.map(({ id, head, title }) => (
              <th
                key={id}
                scope="col"
                title={title}
                className={`border-b border-line px-3 font-normal whitespace-nowrap ${room(id)}`}
              >
                {head}
              </th>
            ))}
            <th scope="col" className="no-print border-b border-line px-3 text-left font-normal">
              <span className="sr-only">what to do</span>
            </th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A row that is looked at, while others are not, is marked: to fade those would leave their figures unreadable. */
export const rowLook = (isShown: boolean) =>
  ({
    className: `type-figure h-[24px] ${isShown ? 'bg-surface-3' : ''}`,
    ...(isShown ? { 'aria-current': true } : {}),
  }) as const

/** The figures of a row. */
export function StripFigures<Id extends string>(props: {
  readonly columns: readonly { readonly id: Id }[]
  readonly room: (id: Id) => string
  /** The one that is furthest out. */
  readonly far: Id | undefined
  readonly textOf: (id: Id) => string
}): readonly ReactElement[] {
  const { columns, room, far, textOf } = props
  return columns.map(({ id }) => (
    <td
      key={id}
      className={`px-3 text-right whitespace-nowrap tabular-nums ${room(id)} ${far === id ? 'font-semibold text-ink-1' : 'text-ink-2'}`}
    >
      {textOf(id)}
    </td>
  ))
}

/** The end of a row; without an act, as for guests and for what is summed up, an empty cell. */
export function AgainstTheRest(props: {
  readonly name: string
  readonly onCompare: (() => void) | undefined
}): ReactElement {
  const { name, onCompare } = props
  return (
    <td className="no-print px-3 text-left whitespace-nowrap">
      {onCompare && (
        <Button small look="link" aria-label={`Compare ${name} with the rest`} onClick={onCompare}>
          against the rest
        </Button>
      )}
    </td>
  )
}
