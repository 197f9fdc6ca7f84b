/** On paper nobody can open "Why": the evidence is there, closed or not. Drawn when the sheet is made, not before. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { Why } from '../why/Why.tsx'

export function PrintedEvidence({ analysis }: { readonly analysis: Analysis }): ReactElement | null {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    // The browser photographs the page right after this event; a later rendering would miss the sheet.
    const before = (): void => flushSync(() => setPrinting(true))
    const after = (): void => setPrinting(false)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
  return printing ? <Why analysis={analysis} windowLine="" /> : null
}
