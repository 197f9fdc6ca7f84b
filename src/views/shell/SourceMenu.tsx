/** The inside of the source menu, loaded when it is opened. */
import { type ReactElement, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { pickFiles } from '../../state/sources/drop.ts'
import { useViewField } from '../../state/view/store.ts'
import { SourcePanel } from '../header/SourcePanel.tsx'
import { KeptFiles } from './KeptFiles.tsx'
import { showDropProblem } from './dropProblem.ts'
import { StoreServices } from './StoreServices.tsx'
import { openRecording, useDeployment, useRecordings } from '../header/sourceQueries.ts'

const RecordForm = lazyPart(() => import('../record/RecordForm.tsx').then((module) => module.RecordForm))

export function SourceMenu({ onDone }: { readonly onDone: () => void }): ReactElement {
  const source = useViewField((view) => view.source)
  const recordings = useRecordings()
  const all = useDeployment()?.config.stores ?? []
  const stores = all.filter(({ kind }) => kind !== 'go-pprof')
  const live = all.filter(({ kind }) => kind === 'go-pprof')
  return (
    <SourcePanel
      recordings={recordings.list}
      recordingsProblem={recordings.problem}
      currentUrl={source?.kind === 'recording' ? source.url : undefined}
      stores={stores.map(({ name, title, url }) => ({ name, title, where: url }))}
      currentStore={source?.kind === 'store' ? source.name : undefined}
      onRecording={openRecording}
      onFiles={(files) => void pickFiles(files).then(showDropProblem)}
      filesNote={<KeptFiles />}
      servicesOf={(store) => <StoreServices store={store} onDone={onDone} />}
      record={
        live.length === 0 ? undefined : (
          <Suspense>
            <RecordForm services={live.map(({ name, title }) => ({ name, title }))} onStarted={onDone} />
          </Suspense>
        )
      }
      onDone={onDone}
    />
  )
}
