/** A recording that was just made, opened as if it lay in a folder, and packed so that it can lie in one. */
import { err, ok } from '../../core/base/result.ts'
import { recordingFileName } from '../recording/recording.ts'
import { recordingIn, type OpenedRecording } from '../recording/openRecording.ts'
import { writeRecording } from '../recording/writeRecording.ts'
import { writeZip, type ZipInput } from '../files/writeZip.ts'
import type { GoRecording } from './recordGo.ts'

export function openGoRecording({ recording, files, notes }: GoRecording): OpenedRecording {
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
  return { ...opened, notes: [...opened.notes, ...notes] }
}

/** All files of the folder, recording.json first. `offsetMinutes` east of UTC, for the times people read. */
export function recordingFiles({ recording, files }: GoRecording, offsetMinutes: number): readonly ZipInput[] {
  const json = new TextEncoder().encode(writeRecording(recording, offsetMinutes))
  return [
    { path: recordingFileName, bytes: json },
    ...[...files].map(([path, bytes]) => ({ path, bytes: new Uint8Array(bytes) })),
  ]
}

/** What the page opens, keeps and saves: one file, so that the link has one name in it, and dropping it opens it again. */
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
