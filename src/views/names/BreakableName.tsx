import { Fragment, type ReactElement } from 'react'
import { breakableParts } from './breakableParts.ts'

/**
 * A name that may go on in the next line where one of its parts begins, never within a word; what is copied stays the name.
 * Not for lines that are cut: browsers break at these places even where nothing else may wrap.
 */
export function BreakableName({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {breakableParts(text).map((part, index) => (
        <Fragment key={`${index}:${part}`}>
          {index > 0 && <span className="may-break" />}
          {part}
        </Fragment>
      ))}
    </>
  )
}
