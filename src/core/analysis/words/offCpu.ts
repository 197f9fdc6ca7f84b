/** Where the threads' time off the CPU went, in one line: "I/O 63 % · locks 5 % · idle or asleep 32 %". */
import { formatShare } from '../../base/numbers.ts'
import type { OffCpuKind } from '../offCpu.ts'

const words: Readonly<Record<OffCpuKind, string>> = {
  lock: 'locks',
  io: 'I/O',
  queue: 'queue for a CPU',
  gc: 'stopped by the collector',
  others: 'queues and other threads',
  idle: 'idle or asleep',
}

/** Empty where there is nothing. */
export function tellOffCpu(parts: readonly { readonly kind: OffCpuKind; readonly ns: number }[]): string {
  const total = parts.reduce((sum, { ns }) => sum + ns, 0)
  return total > 0 ? parts.map(({ kind, ns }) => `${words[kind]} ${formatShare(ns / total)}`).join(' · ') : ''
}
