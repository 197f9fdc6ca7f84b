import type { ReactElement } from 'react'
import { Unbroken } from './Unbroken.tsx'

/** `perf script`: what stands between backticks is typed somewhere. */
export function WithCode({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split('`').map((part, index) =>
        index % 2 === 1 ? (
          <code key={`${index}:${part}`} className="font-semibold text-ink-1">
            {part}
          </code>
        ) : (
          <span key={`${index}:${part}`}>
            <Unbroken text={part} />
          </span>
        ),
      )}
    </>
  )
}
