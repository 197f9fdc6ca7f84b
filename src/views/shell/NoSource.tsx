/** Nothing chosen: say what this is and offer every way in. */
import type { ReactElement } from 'react'
import { PickList } from '../controls/PickList.tsx'
import { FilePicker } from '../header/FilePicker.tsx'
import { type RecordingChoice, recordingItem } from '../header/SourcePanel.tsx'
import { Icon } from '../theme/Icon.tsx'
import { FirstProfile } from './FirstProfile.tsx'

export interface NoSourceProps {
  readonly recordings: readonly RecordingChoice[]
  readonly problem?: string | undefined
  readonly onRecording: (url: string) => void
  readonly onFiles?: ((files: readonly File[]) => void) | undefined
}

export function NoSource({ recordings, problem, onRecording, onFiles }: NoSourceProps): ReactElement {
  return (
    <section aria-labelledby="verdict" className="mx-auto grid w-full max-w-[46rem] gap-4 py-10">
      <div>
        <h1 id="verdict" className="type-verdict text-ink-1">
          Open the profiles of one service
        </h1>
        <p className="mt-1 text-[16px]/6 text-ink-2">
          CPU, heap and lock of one time window, side by side, with one line that says what they mean together.
        </p>
      </div>
      {onFiles && (
        <div className="rounded-panel border-2 border-dashed border-line-strong p-4">
          <h2 className="type-title mb-2 flex items-center gap-2 text-ink-1">
            <Icon name="file" /> Drop files here, or
          </h2>
          <FilePicker onFiles={onFiles} />
        </div>
      )}
      <FirstProfile />
      {/* A page that somebody else put up may have no samples: nothing is missing then. */}
      {recordings.length > 0 && (
        <div className="rounded-panel border border-line bg-surface-1 p-4">
          <h2 className="type-title mb-2 text-ink-1">
            {recordings.every(({ sample }) => sample)
              ? 'Or look at a sample: what each of them teaches'
              : 'Recordings beside this page'}
          </h2>
          <PickList
            name="recordings"
            placeholder="Search recordings"
            items={recordings.map(recordingItem)}
            empty={problem ?? 'There are none.'}
            onPick={onRecording}
          />
        </div>
      )}
    </section>
  )
}
