/** A link that would have ended in other data than it asks for: what is wrong with it, and what it could mean. */
import { type ReactElement, Suspense } from 'react'
import type { View } from '../../core/link/view.ts'
import { type LinkRefusal, openAnyway, useGuest } from '../../state/view/store.ts'
import { FailedBanner } from '../banner/BannerStates.tsx'
import { Button } from '../controls/Button.tsx'
import { lazyPart } from '../controls/lazyPart.tsx'

const WhatThereIs = lazyPart(() => import('./WhatThereIs.tsx').then((module) => module.WhatThereIs))

export function LinkRefused({ refusal }: { readonly refusal: LinkRefusal }): ReactElement {
  const guest = useGuest()
  const { ways, sentences, without } = refusal
  return (
    <>
      <FailedBanner title="This link was not opened" sentence={sentences.join(' ')}>
        {!guest &&
          ways.map((view, index) => (
            <Button key={wayText(view)} look={index === 0 ? 'strong' : 'plain'} onClick={() => openAnyway(view)}>
              {wayText(view)}
            </Button>
          ))}
        {!guest && <Button onClick={() => location.assign('./')}>Open the first recording</Button>}
      </FailedBanner>
      {!guest && ways.length === 0 && (
        <Suspense>
          <WhatThereIs {...without} />
        </Suspense>
      )}
    </>
  )
}

/** What opens is said in full, because something of the link will be missing. */
function wayText({ source, window }: View): string {
  switch (source?.kind) {
    case 'store': {
      const part = Object.entries(source.selector).map(([label, value]) => `${label}=${value}`)
      const what = [source.service, ...part].join(', ')
      return `Open ${what} in ${source.name}${window ? '' : ', last 10 minutes'}`
    }
    case 'recording':
      return 'Open the recording all the same'
    case 'files':
      return 'Open the files all the same'
    case 'snapshot':
      return 'Open the snapshot all the same'
    case undefined:
      return 'Open the page'
  }
}
