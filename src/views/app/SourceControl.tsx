/** The pickers of the header, fed from the state: recordings, the reader's own files, stores with their services and labels. */
import type { ReactElement } from 'react'
import type { SourceRef } from '../../core/link/view.ts'
import { pickFiles } from '../../state/openedFiles.ts'
import { useSource } from '../../state/queries.ts'
import { dispatch, useViewField } from '../../state/store.ts'
import { Popover } from '../controls/Popover.tsx'
import { PickList } from '../controls/PickList.tsx'
import { recordingItem, SourcePicker } from '../header/SourcePicker.tsx'
import { LabelPicker, ServicePicker } from '../header/StorePicker.tsx'
import { KeptFiles } from './KeptFiles.tsx'
import { showDropProblem } from './dropProblem.ts'
import { StoreServices } from './StoreServices.tsx'
import { openRecording, useDeployment, useLabels, useRecordings, useServices } from './sourceQueries.ts'

type StoreRef = SourceRef & { readonly kind: 'store' }

function labelOf(source: SourceRef | undefined, storeTitle: string | undefined): string {
  switch (source?.kind) {
    case undefined:
      return 'Choose a source'
    case 'recording':
      return 'recording'
    case 'files':
      return source.files.length === 1 ? 'file' : `${source.files.length} files`
    case 'store':
      return storeTitle ?? source.name
    case 'snapshot':
      return 'snapshot'
  }
}

export function SourceControl(): ReactElement {
  const source = useViewField((view) => view.source)
  const recordings = useRecordings()
  const stores = useDeployment()?.config.stores.filter(({ kind }) => kind !== 'go-pprof') ?? []
  const store = source?.kind === 'store' ? source : undefined
  const currentUrl = source?.kind === 'recording' ? source.url : undefined
  return (
    <>
      <SourcePicker
        label={labelOf(source, stores.find(({ name }) => name === store?.name)?.title)}
        recordings={recordings.list}
        recordingsProblem={recordings.problem}
        currentUrl={currentUrl}
        stores={stores.map(({ name, title, url }) => ({ name, title, where: url }))}
        currentStore={store?.name}
        onRecording={openRecording}
        onFiles={(files) => void pickFiles(files).then(showDropProblem)}
        filesNote={<KeptFiles />}
        servicesOf={(name, close) => <StoreServices store={name} onDone={close} />}
      />
      {store ? <StoreControls store={store} /> : <ServiceOfRecording currentUrl={currentUrl} />}
    </>
  )
}

function ServiceOfRecording({ currentUrl }: { readonly currentUrl: string | undefined }): ReactElement | null {
  const opened = useSource().data
  const recordings = useRecordings()
  if (!opened) return null
  if (currentUrl === undefined)
    return <b className="min-w-0 truncate px-1 font-semibold text-ink-1">{opened.service}</b>
  return (
    <Popover
      label={<span className="truncate">{opened.service}</span>}
      name={`Service: ${opened.service}`}
      look="strong"
      width="w-[30rem]"
      className="min-w-0"
    >
      {(close) => (
        <PickList
          name="services"
          placeholder="Search services"
          current={currentUrl}
          items={recordings.list.map(recordingItem)}
          empty={recordings.problem ?? 'No other service here.'}
          onPick={(url) => {
            openRecording(url)
            close()
          }}
        />
      )}
    </Popover>
  )
}

function StoreControls({ store }: { readonly store: StoreRef }): ReactElement {
  const window = useViewField((view) => view.window)
  const services = useServices(store.name, window)
  const labels = useLabels(store, window)
  // Another service or part of it is looked at in the same window: that is what makes them comparable.
  const choose = (next: StoreRef): void =>
    dispatch({ type: 'sourceChosen', source: next, ...(window ? { window } : {}) })
  return (
    <>
      <ServicePicker
        current={store.service}
        services={services.list}
        loading={services.loading}
        problem={services.problem}
        onService={(service) => choose({ kind: 'store', name: store.name, service, selector: {} })}
      />
      <LabelPicker
        labels={labels.list}
        selector={store.selector}
        problem={labels.problem}
        onSelector={(selector) => choose({ ...store, selector })}
      />
    </>
  )
}
