/** Who waited for which lock, and where the time off the CPU went, as a snapshot must bring them. */
import { holderEvidences, type LockWait, type LockWaits, type SiteTime } from '../base/lockWaits.ts'
import { type Shape, count, finite, flag, list, object, oneOf, optional, text } from '../base/shape.ts'
import { type OffCpuPart, offCpuKinds, type ThreadsSeen } from '../analysis/offCpu.ts'
import { standingKinds } from '../window/looksReading.ts'
import { timeWindow } from './shapes.ts'

const sites = list(object<SiteTime>({ site: text, ns: finite }))

const wait = object<LockWait>({
  id: finite,
  lock: text,
  how: oneOf('monitor', 'park', 'native', 'mutex', 'gil'),
  instances: optional(count),
  waitNs: count,
  waits: count,
  waiters: sites,
  holders: sites,
  hands: optional(object({ changes: count, meanHeldNs: finite, topThreadShare: optional(finite) })),
  heldLooks: optional(count),
  owner: object({
    doing: list(
      object({
        kind: oneOf(
          'disk',
          'network',
          'cpu',
          'lock',
          'condition',
          'sleep',
          'gc',
          'queue',
          'handover',
          'still',
          'unseen',
        ),
        name: text,
        share: finite,
      }),
    ),
    cpuAtMost: optional(finite),
    calls: optional(list(object({ kind: oneOf('disk', 'network'), name: text }))),
  }),
  chain: list(finite),
  knot: flag,
  deadlock: optional(oneOf('printed', 'likely')),
  evidence: optional(oneOf(...holderEvidences)),
})

export const lockWaitsShape: Shape<LockWaits> = object<LockWaits>({
  waits: list(wait),
  looks: optional(count),
  window: optional(timeWindow),
  restNs: finite,
})

export const offCpuShape: Shape<readonly OffCpuPart[]> = list(
  object<OffCpuPart>({
    kind: oneOf(...offCpuKinds),
    ns: count,
    sockets: optional(list(object({ to: text, ns: count }))),
  }),
)

export const threadsSeenShape: Shape<ThreadsSeen> = object<ThreadsSeen>({
  looks: count,
  threads: count,
  parts: list(object({ kind: oneOf(...standingKinds), threads: count })),
})
