/** Head of the lines over time. Out of a store they cost several requests a profile: it is asked for the parts of the window when somebody presses here. */
import { type ReactElement, useState } from 'react'
import { useSource } from '../../state/queries/current.tsx'
import { useWindowInParts } from '../../state/queries/windowInParts.ts'
import { useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'

const words = 'over time'

export function LineHead(): ReactElement {
  const source = useSource().data
  const window = useViewField((view) => view.window)
  const count = (window && source?.comparedParts?.(window)) ?? 1
  const [asked, setAsked] = useState<unknown>()
  const key = `${source?.title} ${window?.fromMs} ${window?.untilMs}`
  const parts = useWindowInParts(asked === key && count > 1)
  if (count <= 1 || (parts.data && parts.data.problem === undefined)) return <>{words}</>
  const { problem } = parts.data ?? {}
  return (
    <>
      <Button
        look="link"
        small
        className="-ml-1"
        title={`Show each function over time: asks for this window in ${count} parts`}
        disabled={parts.isFetching}
        onClick={() => (asked === key ? void parts.refetch() : setAsked(key))}
      >
        {parts.isFetching ? 'asking …' : problem === undefined ? 'show lines' : 'ask again'}
      </Button>
      {problem !== undefined && !parts.isFetching && (
        <span
          role="alert"
          className="absolute inset-x-0 top-[27px] z-10 bg-surface-1 px-3 py-1 text-left whitespace-normal text-ink-2"
        >
          No lines over time. {problem}
        </span>
      )}
    </>
  )
}
