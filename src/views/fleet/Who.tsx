/** Who differs: the processes of a store's service, and inside of what is on screen the values of its labels. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { useAnalysis } from '../../state/queries/current.tsx'
import { useViewField } from '../../state/view/store.ts'

const FleetStrip = lazyPart(() => import('./FleetStrip.tsx').then((module) => module.FleetStrip))
const InsideStrip = lazyPart(() => import('./InsideStrip.tsx').then((module) => module.InsideStrip))

/** Between the verdict and the evidence. */
export function Who(): ReactElement {
  const fromStore = useViewField((view) => view.source?.kind === 'store')
  const embed = useViewField((view) => view.embed)
  // What is asked after the verdict is not loaded before it.
  const hasVerdict = useAnalysis().data !== undefined
  return (
    <Suspense>
      {fromStore && <FleetStrip />}
      {!embed && hasVerdict && <InsideStrip place="aboveEvidence" />}
    </Suspense>
  )
}

/** Below the evidence. */
export function WhoElse(): ReactElement | null {
  const hasVerdict = useAnalysis().data !== undefined
  if (!hasVerdict) return null
  return (
    <Suspense>
      <InsideStrip place="belowEvidence" />
    </Suspense>
  )
}
