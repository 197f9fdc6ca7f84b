import type { ReactElement } from 'react'

const goCall = /(runtime\.\w+\([\d_]*\))/

/** A sentence in which the line of Go that switches something on can be seen and copied. */
export function CodeSentence({ text }: { readonly text: string }): ReactElement {
  return (
    <p className="[overflow-wrap:anywhere]">
      {text.split(goCall).map((part, index) =>
        goCall.test(part) ? (
          <code key={part} className="font-semibold text-ink-1 select-all">
            {part}
          </code>
        ) : (
          <span key={`${index}:${part}`}>{part}</span>
        ),
      )}
    </p>
  )
}
