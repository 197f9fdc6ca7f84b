import type { ReactElement } from 'react'
import { useFunctionSource } from '../../state/queries/functionValue.ts'
import { SourcePlace } from './SourcePlace.tsx'

/** Where a function stands in the source, beside its name in a list; nothing where no profile says. */
export function FunctionPlace(props: {
  readonly name: string
  readonly tabStop?: boolean
  readonly className: string
}): ReactElement | undefined {
  const { name, tabStop = true, className } = props
  const place = useFunctionSource()(name)
  if (place === '') return undefined
  return (
    <span className={`type-small text-ink-3 ${className}`}>
      <SourcePlace place={place} tabStop={tabStop} />
    </span>
  )
}
