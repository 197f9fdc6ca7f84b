/** Beside "since 18:20:24": one press compares the stretch before with the one after. */
import type { ReactElement } from 'react'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { chooseBase } from '../../state/sources/chooseBase.ts'
import { useAround } from '../../state/queries/since.ts'
import { useSource } from '../../state/queries/current.tsx'
import { dispatch } from '../../state/view/store.ts'
import { wholeSeconds } from '../controls/moveWindow.ts'
import { windowText } from '../controls/times.ts'

export function WhatChanged({
  analysis,
  zone,
}: {
  readonly analysis: Analysis
  readonly zone: string
}): ReactElement | null {
  const around = useAround(analysis)
  const source = useSource().data
  // A snapshot holds the windows it was made of, and no others.
  if (!around || source?.frozen) return null
  const [before, after] = [wholeSeconds(around.before), wholeSeconds(around.after)]
  return (
    <button
      type="button"
      className="no-print touch -my-3 text-link hover:underline"
      title={`Compares ${windowText(before, zone).primary} with ${windowText(after, zone).primary}`}
      onClick={() => {
        dispatch({ type: 'windowChanged', window: after })
        chooseBase(before)
      }}
    >
      What changed?
    </button>
  )
}
