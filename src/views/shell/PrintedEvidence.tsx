/** On paper nobody can open "Why": the evidence is there, closed or not, last. Drawn when the sheet is made, not before. */
import type { ReactElement } from 'react'
import { useAnalysis } from '../../state/queries/current.tsx'
import { useViewField } from '../../state/view/store.ts'
import { usePrinting } from '../pane/paper.ts'
import { Why } from '../why/Why.tsx'

export function PrintedEvidence(): ReactElement | null {
  const analysis = useAnalysis().data
  const open = useViewField((view) => view.whyOpen)
  return usePrinting() && analysis && !open ? <Why analysis={analysis} windowLine="" /> : null
}
