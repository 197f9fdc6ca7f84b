import type { ReactElement } from 'react'
import { PickList } from '../controls/PickList.tsx'
import { recordingItem } from '../header/SourcePanel.tsx'
import { openRecording, useRecordings } from '../header/sourceQueries.ts'

/** Recordings by the service they are of. */
export function RecordingList(props: { readonly currentUrl: string; readonly onDone: () => void }): ReactElement {
  const recordings = useRecordings()
  return (
    <PickList
      name="services"
      placeholder="Search services"
      current={props.currentUrl}
      items={recordings.list.map(recordingItem)}
      empty={recordings.problem ?? 'No other service here.'}
      onPick={(url) => {
        openRecording(url)
        props.onDone()
      }}
    />
  )
}
