/** Where the threads' time off the CPU went, in one line: "I/O 70 % (63 % on sockets to 10.0.0.7:5432) · locks 5 % · idle or asleep 25 %". */
import { formatShare } from '../../base/numbers.ts'
import type { OffCpuKind, OffCpuPart } from '../offCpu.ts'

const words: Readonly<Record<OffCpuKind, string>> = {
  lock: 'locks',
  gil: 'turns at the interpreter',
  io: 'I/O',
  queue: 'queue for a CPU',
  gc: 'stopped by the collector',
  others: 'queues and other threads',
  idle: 'idle or asleep',
}

/** Below this part of the time off the CPU an address answers nothing. */
const worthAnAddress = 0.05

/** Empty where there is nothing. */
export function tellOffCpu(parts: readonly OffCpuPart[]): string {
  const total = parts.reduce((sum, { ns }) => sum + ns, 0)
  if (!(total > 0)) return ''
  return parts
    .map(({ kind, ns, sockets = [] }) => {
      const ends = sockets
        .filter((one) => one.ns >= worthAnAddress * total)
        .map((one) => `${formatShare(one.ns / total)} on sockets to ${one.to}`)
      return `${words[kind]} ${formatShare(ns / total)}${ends.length === 0 ? '' : ` (${ends.join(', ')})`}`
    })
    .join(' · ')
}
