import type { ReactElement } from 'react'

/** Says the verdict to screen readers, once per verdict: a polite region whose text changes only when the words do. */
export function Announcer({ text }: { readonly text: string }): ReactElement {
  return (
    <output aria-live="polite" className="sr-only">
      {text}
    </output>
  )
}
