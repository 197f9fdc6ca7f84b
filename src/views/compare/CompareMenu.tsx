/** Which window to hold against this one. What can be chosen is loaded when somebody looks. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { useView } from '../../state/view/store.ts'
import { Popover } from '../controls/Popover.tsx'

const ComparePresets = lazyPart(() => import('./ComparePresets.tsx').then((module) => module.ComparePresets))

export function CompareMenu(): ReactElement | null {
  const { window, compare } = useView()
  if (!window) return null
  return (
    <Popover label="Compare" name="Compare" align="end" width="w-[27rem]" look={compare ? 'on' : 'plain'}>
      {(close) => (
        <Suspense fallback={<p className="p-2">Loading…</p>}>
          <ComparePresets window={window} close={close} />
        </Suspense>
      )}
    </Popover>
  )
}
