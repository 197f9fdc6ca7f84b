import { type ReactElement, useState } from 'react'
import { Button } from './Button.tsx'
import { Icon } from '../theme/Icon.tsx'

/** Things to know before believing the screen, one line each. One is shown whole; several fold into their number. */
export function Warnings({ warnings }: { readonly warnings: readonly string[] }): ReactElement | null {
  const [open, setOpen] = useState(false)
  const [first] = warnings
  if (first === undefined) return null
  return (
    <section aria-label="Warnings" className="type-small flex flex-none items-start gap-2 text-ink-2">
      <Icon name="warning" size={14} className="mt-[5px]" />
      {warnings.length === 1 ? (
        <p className="min-w-0 flex-1 leading-6! [overflow-wrap:anywhere]">{first}</p>
      ) : open ? (
        <ul className="min-w-0 flex-1 list-disc py-1 pl-4">
          {warnings.map((text) => (
            <li key={text} className="[overflow-wrap:anywhere]">
              {text}
            </li>
          ))}
        </ul>
      ) : (
        <p className="min-w-0 flex-1 leading-6! [overflow-wrap:anywhere] mid:truncate" title={first}>
          {first}
        </p>
      )}
      {warnings.length > 1 && (
        <Button look="link" small aria-expanded={open} className="no-print" onClick={() => setOpen(!open)}>
          {open ? 'Fold' : `and ${warnings.length - 1} more`}
        </Button>
      )}
    </section>
  )
}
