/** Task: a flight recording as it was read before anybody asked who holds a lock: the same file, the same profiles, no edges. */
import { LockWatch } from '../../core/formats/jfr/lockWatch.ts'
import { run as read } from './read.ts'
import type { TaskResult } from './taskResult.ts'

const nothing = (): void => undefined

export function run(path: string): Promise<TaskResult> {
  Object.assign(LockWatch.prototype, {
    waited: nothing,
    did: nothing,
    ran: nothing,
    stood: nothing,
    paused: nothing,
    leaveChunk: nothing,
  })
  return read(path)
}
