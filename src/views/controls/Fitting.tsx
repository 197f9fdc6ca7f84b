import type { ReactElement } from 'react'

/**
 * As many of the parts as one line has room for, the most telling first: what has none is left out whole, never cut in its middle, and
 * stands whole under "How this was measured". A part of several clauses is as many: "of 101 goroutines, mean of 4 processes".
 */
export function Fitting(props: { readonly parts: readonly string[]; readonly atEnd?: boolean }): ReactElement {
  const { parts, atEnd = false } = props
  const clauses = parts.flatMap((part, index) => `${index > 0 ? ' · ' : ''}${part}`.split(/(?= · |, )/))
  return (
    <span
      className={`flex h-5 min-w-0 flex-wrap overflow-hidden leading-5 tabular-nums print:h-auto ${atEnd ? 'justify-end' : ''}`}
    >
      {clauses.map((clause, index) => (
        <span key={`${index}:${clause}`} className="max-w-full truncate">
          {clause.replace(/^ /, '\u00a0')}
        </span>
      ))}
    </span>
  )
}
