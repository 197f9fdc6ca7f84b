/** Who differs: the processes of a store's service, and inside of what is on screen the values of its labels. */
import { type ReactElement, Suspense, lazy } from 'react'
import { useViewField } from '../../state/view/store.ts'

const FleetStrip = lazy(() => import('./FleetStrip.tsx').then((module) => ({ default: module.FleetStrip })))
const InsideStrip = lazy(() => import('./InsideStrip.tsx').then((module) => ({ default: module.InsideStrip })))

/** Between the verdict and the evidence. */
export function Who(): ReactElement {
  const fromStore = useViewField((view) => view.source?.kind === 'store')
  const embed = useViewField((view) => view.embed)
  return (
    <Suspense>
      {fromStore && <FleetStrip />}
      {!embed && <InsideStrip place="aboveEvidence" />}
    </Suspense>
  )
}

/** Below the evidence. */
export function WhoElse(): ReactElement {
  return (
    <Suspense>
      <InsideStrip place="belowEvidence" />
    </Suspense>
  )
}
