/** The pickers of the header, fed from the state. */
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { SourceRef } from '../../core/link/view.ts'
import { explainLoadError } from '../../core/result.ts'
import { listRecordings } from '../../state/openedRecording.ts'
import { useSource } from '../../state/queries.ts'
import { dispatch, useViewField } from '../../state/store.ts'
import { Popover } from '../controls/Popover.tsx'
import { PickList } from '../controls/PickList.tsx'
import { type RecordingChoice, recordingItem, SourcePicker } from '../header/SourcePicker.tsx'

export interface Recordings {
  readonly list: readonly RecordingChoice[]
  readonly problem: string | undefined
  readonly settled: boolean
}

export function useRecordings(): Recordings {
  const { data, isPending } = useQuery({ queryKey: ['recordings'], queryFn: ({ signal }) => listRecordings(signal) })
  if (!data) return { list: [], problem: undefined, settled: !isPending }
  if (!data.ok) return { list: [], problem: explainLoadError(data.error), settled: true }
  return { list: data.value, problem: undefined, settled: true }
}

export function openRecording(url: string): void {
  dispatch({ type: 'sourceChosen', source: { kind: 'recording', url } })
}

function labelOf(source: SourceRef | undefined): string {
  switch (source?.kind) {
    case undefined:
      return 'Choose a source'
    case 'recording':
      return 'recording'
    case 'files':
      return source.files.length === 1 ? (source.files[0]?.name ?? 'file') : `${source.files.length} files`
    case 'store':
      return source.name
    case 'snapshot':
      return 'snapshot'
  }
}

export function SourceControl(): ReactElement {
  const source = useViewField((view) => view.source)
  const opened = useSource().data
  const recordings = useRecordings()
  const currentUrl = source?.kind === 'recording' ? source.url : undefined
  return (
    <>
      <SourcePicker
        label={labelOf(source)}
        recordings={recordings.list}
        recordingsProblem={recordings.problem}
        currentUrl={currentUrl}
        stores={[]}
        onRecording={openRecording}
        onStore={() => undefined}
      />
      {opened && (
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
      )}
    </>
  )
}
