/** What random variation was measured against, in plain text: without it nobody can know what "no evidence" means. */
import type { ReactElement } from 'react'

/** Longer than this folds behind its first sentence. */
const shortChars = 220

export function Yardstick({ text }: { readonly text: string }): ReactElement {
  const [first = text, ...rest] = text.split(/(?<=[.;])\s+/)
  if (text.length <= shortChars || rest.length === 0)
    return (
      <p data-yardstick="" className="type-small flex-none text-ink-2 [overflow-wrap:anywhere]">
        <b className="font-semibold text-ink-1">How this is measured:</b> {text}
      </p>
    )
  return (
    <details data-yardstick="" className="type-small flex-none text-ink-2 [overflow-wrap:anywhere]">
      <summary className="cursor-pointer">
        <b className="font-semibold text-ink-1">How this is measured:</b> {first.replace(/;$/, '.')}{' '}
        <span className="text-link">and more</span>
      </summary>
      <ul className="list-disc pt-1 pl-8">
        {rest.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  )
}
