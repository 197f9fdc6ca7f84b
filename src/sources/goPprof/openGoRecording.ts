/** A recording that was just made, opened as if it lay in a folder, and packed so that it can lie in one. */
import { err, ok } from '../../core/result.ts'
import { recordingFileName } from '../recording/recording.ts'
import { recordingIn, type OpenedRecording } from '../recording/openRecording.ts'
import { writeRecording } from '../recording/writeRecording.ts'
import { writeZip, type ZipInput } from '../files/writeZip.ts'
import type { NamedFile } from '../files/collectFiles.ts'
import type { GoRecording } from './recordGo.ts'

export function openGoRecording({ recording, files, notes, absent }: GoRecording): OpenedRecording {
  const name = recording.title ?? recording.service
  const opened = recordingIn(
    {
      id: `recorded ${recording.service} ${recording.windows[0]?.untilMs ?? 0}`,
      name,
      read: (path) => {
        const bytes = files.get(path)
        const missing = {
          code: 'not-found',
          where: `${name}/${path}`,
          what: 'it was not recorded',
          todo: 'record again',
        } as const
        // A copy: the worker empties what it is given.
        return Promise.resolve(bytes === undefined ? err(missing) : ok(bytes.slice(0)))
      },
    },
    recording,
  )
  return { ...opened, notes: [...opened.notes, ...notes], absent }
}

/** All files of the folder, recording.json first. `offsetMinutes` east of UTC, for the times people read. */
export function recordingFiles({ recording, files }: GoRecording, offsetMinutes: number): readonly ZipInput[] {
  const json = new TextEncoder().encode(writeRecording(recording, offsetMinutes))
  return [
    { path: recordingFileName, bytes: json },
    ...[...files].map(([path, bytes]) => ({ path, bytes: new Uint8Array(bytes) })),
  ]
}

/** As if the folder had been dropped: so it is kept in this browser, linked and reopened like any other. */
export function recordedFiles(recorded: GoRecording, offsetMinutes: number): readonly NamedFile[] {
  return recordingFiles(recorded, offsetMinutes).map(({ path, bytes }) => ({
    path: `${folderName(recorded)}/${path}`,
    size: bytes.length,
    read: () => Promise.resolve(new Uint8Array(bytes).buffer),
  }))
}

/** To save from a page: one file that opens again when it is dropped. */
export function recordingZip(recorded: GoRecording, offsetMinutes: number): Blob {
  const folder = folderName(recorded)
  const inputs = recordingFiles(recorded, offsetMinutes).map(({ path, bytes }) => ({
    path: `${folder}/${path}`,
    bytes,
  }))
  return writeZip(inputs, recorded.recording.windows[0]?.untilMs ?? 0)
}

const folderName = ({ recording }: GoRecording): string =>
  recording.service.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'recording'
