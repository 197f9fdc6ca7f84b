/** The list of services as the first screen: with the clock, and the way to the recordings. */
import type { ReactElement } from 'react'
import { Triage } from '../fleet/Triage.tsx'
import { openRecording } from '../header/sourceQueries.ts'
import { useNow } from './useNow.ts'

export function TriageArea(props: {
  readonly stores: readonly { readonly name: string; readonly title: string }[]
  readonly first: string | undefined
}): ReactElement {
  const { stores, first } = props
  const nowMs = useNow()
  return (
    <Triage
      stores={stores}
      nowMs={nowMs}
      {...(first === undefined ? {} : { onRecording: () => openRecording(first) })}
    />
  )
}
