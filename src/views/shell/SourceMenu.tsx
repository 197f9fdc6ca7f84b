/** The inside of the source menu, loaded when it is opened. */
import { type ReactElement, Suspense } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { lazyPart } from '../controls/lazyPart.tsx'
import { pickFiles } from '../../state/sources/drop.ts'
import { useViewField } from '../../state/view/store.ts'
import { SourcePanel } from '../header/SourcePanel.tsx'
import { KeptFiles } from './KeptFiles.tsx'
import { showDropProblem } from './dropProblem.ts'
import { StoreServices } from './StoreServices.tsx'
import { openRecording, useDeployment, useRecordings } from '../header/sourceQueries.ts'

const RecordForm = lazyPart(() => import('../record/RecordForm.tsx').then((module) => module.RecordForm))

export function SourceMenu(props: {
  readonly onDone: () => void
  /** Open at this store, and at what it has in `window`, rather than at what is on the screen. */
  readonly store?: string | undefined
  readonly window?: TimeWindow | undefined
}): ReactElement {
  const { onDone, window } = props
  const source = useViewField((view) => view.source)
  const recordings = useRecordings()
  const all = useDeployment()?.config.stores ?? []
  const stores = all.filter(({ kind }) => kind !== 'go-pprof')
  const current = props.store ?? (source?.kind === 'store' ? source.name : undefined)
  const live = all.filter(({ kind }) => kind === 'go-pprof')
  return (
    <SourcePanel
      recordings={recordings.list}
      recordingsProblem={recordings.problem}
      currentUrl={source?.kind === 'recording' ? source.url : undefined}
      stores={stores.map(({ name, title, url }) => ({ name, title, where: url }))}
      currentStore={stores.find(({ name }) => name === current)?.name}
      onRecording={openRecording}
      onFiles={(files) => void pickFiles(files).then(showDropProblem)}
      filesNote={<KeptFiles />}
      servicesOf={(store) => <StoreServices store={store} window={window} onDone={onDone} />}
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
