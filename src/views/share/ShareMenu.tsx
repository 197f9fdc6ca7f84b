/** Everything that leaves the page. The menu itself is small; what is in it is loaded when somebody wants to share. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { Popover } from '../controls/Popover.tsx'
import { Icon } from '../theme/Icon.tsx'

const ShareParts = lazyPart(() => import('./ShareParts.tsx').then((module) => module.ShareParts))

/** Bare: without its word, where the width is needed for something else. */
export function ShareMenu({ bare }: { readonly bare: boolean }): ReactElement {
  return (
    <Popover label={<ShareLabel bare={bare} />} name="Share" align="end" width="w-[26rem]">
      {() => (
        <Suspense fallback={<p className="p-2">Loading…</p>}>
          <ShareParts />
        </Suspense>
      )}
    </Popover>
  )
}

function ShareLabel({ bare }: { readonly bare: boolean }): ReactElement {
  return (
    <>
      <Icon name="link" size={14} />
      <span className={bare ? 'sr-only' : ''}>Share</span>
    </>
  )
}
