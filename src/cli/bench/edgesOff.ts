/** What says who holds the locks of a flight recording, put out of work: the file is read as it was before anybody asked. */
import type { LockWatch } from '../../core/formats/jfr/lockWatch.ts'

const nothing = (): void => undefined

export const edgesOff = {
  waited: nothing,
  did: nothing,
  ran: nothing,
  stood: nothing,
  loaded: nothing,
  paused: nothing,
  leaveChunk: nothing,
} as const satisfies Partial<Record<keyof LockWatch, () => void>>
