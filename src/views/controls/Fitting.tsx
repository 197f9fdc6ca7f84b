import type { ReactElement } from 'react'

/** As many of the parts as one line has room for, the most telling first: what has none is left out whole, never cut in its middle. */
export function Fitting(props: { readonly parts: readonly string[]; readonly atEnd?: boolean }): ReactElement {
  const { parts, atEnd = false } = props
  return (
    <span
      className={`flex h-5 min-w-0 flex-wrap overflow-hidden leading-5 tabular-nums print:h-auto ${atEnd ? 'justify-end' : ''}`}
    >
      {parts.map((part, index) => (
        <span key={part} className="max-w-full truncate">
          {index > 0 && '\u00a0· '}
          {part}
        </span>
      ))}
    </span>
  )
}
