/** What random variation was measured against, in plain text: without it nobody can know what "no evidence" means. */
import type { ReactElement } from 'react'
import { usePrinting } from '../pane/paper.ts'

/** Longer than this folds. */
const shortChars = 220

export function Yardstick({ text }: { readonly text: string }): ReactElement {
  const printing = usePrinting()
  if (text.length <= shortChars || printing)
    return (
      <p data-yardstick="" className="type-small flex-none text-ink-2 [overflow-wrap:anywhere]">
        <b className="font-semibold text-ink-1">How this is measured:</b> {text}
      </p>
    )
  return (
    <details data-yardstick="" className="type-small flex-none text-ink-2 [overflow-wrap:anywhere]">
      <summary className="cursor-pointer">
        <b className="font-semibold text-ink-1">How this is measured</b>{' '}
        <span className="text-link">and against what</span>
      </summary>
      <p className="pt-1 pl-4">{text}</p>
    </details>
  )
}
