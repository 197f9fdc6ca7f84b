/** What a chunk says of itself, before its samples are read. */
import type { Program } from '../../base/program.ts'
import type { ChunkReader, EventHandler } from './chunkReader.ts'
import { threadOf } from './threadOf.ts'
import type { Settings } from './settings.ts'

export interface Prelude {
  readonly settings: Settings
  /** Of the oldest recording. */
  startedMs: number
  /** Ids of threads that started while it ran. */
  readonly born: string[]
  /** Whose it is. */
  program: Extract<Program, { pid: number }> | undefined
}

/** First pass: settings, who was born during the recording, when it began, in which process. Cheap, and everything else depends on it. */
export function preludeHandlers(prelude: Prelude, chunk: ChunkReader): ReadonlyMap<string, EventHandler> {
  return new Map<string, EventHandler>([
    [
      'jdk.ActiveSetting',
      {
        fields: ['id', 'name', 'value'],
        onEvent: (event) => {
          const type = chunk.types.byId.get(event.number(0))
          prelude.settings.set(type?.name ?? '', event.text(1), event.text(2))
        },
      },
    ],
    [
      'jdk.ActiveRecording',
      {
        fields: ['recordingStart'],
        onEvent: (event) => {
          if (event.has(0)) prelude.startedMs = Math.min(prelude.startedMs, event.timeMs(0))
        },
      },
    ],
    [
      'jdk.ThreadStart',
      {
        fields: ['thread'],
        onEvent: (event) => {
          const thread = threadOf(chunk.pools, event.typeId(0), event.key(0))
          if (thread !== undefined) prelude.born.push(thread.id)
        },
      },
    ],
    [
      'jdk.JVMInformation',
      {
        fields: ['pid', 'jvmStartTime'],
        onEvent: (event) => {
          const [pid, startedMs] = [event.number(0), event.number(1)]
          if (pid > 0) prelude.program = { pid, startedMs: startedMs > 0 ? startedMs : 0 }
        },
      },
    ],
  ])
}
