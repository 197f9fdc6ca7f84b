/** Task: a flight recording as it was read before anybody asked who holds a lock: the same file, the same profiles, no edges. */
import { LockWatch } from '../../core/formats/jfr/lockWatch.ts'
import { edgesOff } from './edgesOff.ts'
import { run as read } from './read.ts'
import type { TaskResult } from './taskResult.ts'

export function run(path: string): Promise<TaskResult> {
  Object.assign(LockWatch.prototype, edgesOff)
  return read(path)
}
