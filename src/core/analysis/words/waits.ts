/** "also waiting, not on locks": what each kind of wait is called. */
import type { WaitKind } from '../../window/waits.ts'

export const waitWords: Readonly<Record<WaitKind, string>> = {
  lock: 'locks',
  'lock-holder': 'lock holders',
  'runtime-lock': 'locks inside the runtime',
  'kernel-lock': 'locks inside the kernel',
  cond: 'conditions and queues',
  join: 'other threads to finish',
  chan: 'channels',
  idle: 'work (idle)',
  io: 'I/O',
  sleep: 'sleep',
  gil: 'the GIL',
  pool: 'permits or connections of a pool',
  none: 'something unnamed',
  blocked: 'something unnamed',
}
