/** Which source and which service, and the menus to change them. What is in the menus is loaded when one is opened. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { SourceRef } from '../../core/link/view.ts'
import { useSource } from '../../state/queries/current.tsx'
import { useViewField } from '../../state/view/store.ts'
import { Popover } from '../controls/Popover.tsx'
import { Icon } from '../theme/Icon.tsx'
import { useDeployment, useRecordings } from '../header/sourceQueries.ts'

const SourceMenu = lazyPart(() => import('./SourceMenu.tsx').then((module) => module.SourceMenu))
const RecordingList = lazyPart(() => import('./RecordingList.tsx').then((module) => module.RecordingList))
const StoreControls = lazyPart(() => import('./StoreControls.tsx').then((module) => module.StoreControls))

function labelOf(source: SourceRef | undefined, storeTitle: string | undefined, isSample: boolean): string {
  switch (source?.kind) {
    case undefined:
      return 'Choose a source'
    case 'recording':
      return isSample ? 'sample' : 'recording'
    case 'files':
      return source.files.length === 1 ? 'file' : `${source.files.length} files`
    case 'store':
      return storeTitle ?? source.name
    case 'snapshot':
      return 'snapshot'
  }
}

/** Bare: a sign in the place of the source’s kind; on a phone the width belongs to the service. */
export function SourceControl({ bare }: { readonly bare: boolean }): ReactElement {
  const source = useViewField((view) => view.source)
  const stores = useDeployment()?.config.stores
  const title = source?.kind === 'store' ? stores?.find(({ name }) => name === source.name)?.title : undefined
  const recordings = useRecordings().list
  const isSample = source?.kind === 'recording' && recordings.some(({ url, sample }) => url === source.url && sample)
  const label = labelOf(source, title, isSample)
  return (
    <>
      <Popover
        label={bare ? <Icon name="folder" /> : <span className="truncate">{label}</span>}
        name={`Source: ${label}`}
        look="quiet"
        width="w-[30rem]"
      >
        {(close) => (
          <Suspense>
            <SourceMenu onDone={close} />
          </Suspense>
        )}
      </Popover>
      {source?.kind === 'store' ? (
        <Suspense>
          <StoreControls store={source} />
        </Suspense>
      ) : (
        <ServiceName url={source?.kind === 'recording' ? source.url : undefined} beside={bare ? '' : label} />
      )}
    </>
  )
}

function ServiceName(props: { readonly url: string | undefined; readonly beside: string }): ReactElement | null {
  const { url, beside } = props
  const opened = useSource().data
  if (!opened) return null
  // Files without a service are called by their number: where that stands in the menu's label it is said.
  if (url === undefined)
    return opened.service === beside ? null : (
      <b className="max-w-80 min-w-0 truncate px-1 font-semibold text-ink-1">{opened.service}</b>
    )
  return (
    <Popover
      label={<span className="truncate">{opened.service}</span>}
      name={`Service: ${opened.service}`}
      look="strong"
      width="w-[30rem]"
      className="min-w-0 full:max-w-64 full:flex-none"
    >
      {(close) => (
        <Suspense>
          <RecordingList currentUrl={url} onDone={close} />
        </Suspense>
      )}
    </Popover>
  )
}
