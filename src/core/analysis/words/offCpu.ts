/** Where the threads' time off the CPU went, in one line: "I/O 70 % (63 % on sockets to 10.0.0.7:5432) · locks 5 % · idle or asleep 25 %". */
import { countOf, formatNumber, formatShare } from '../../base/numbers.ts'
import type { StandingKind } from '../../window/looksReading.ts'
import type { OffCpuKind, OffCpuPart, ThreadsSeen } from '../offCpu.ts'

const words: Readonly<Record<OffCpuKind, string>> = {
  lock: 'locks',
  gil: 'turns at the interpreter',
  io: 'I/O',
  queue: 'queue for a CPU',
  gc: 'stopped by the collector',
  others: 'queues and other threads',
  idle: 'idle or asleep',
  unknown: 'for what no frame says',
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

const standing: Readonly<Record<StandingKind, string>> = {
  lock: 'waiting for a lock',
  gil: 'waiting for the interpreter',
  pool: 'waiting for a permit of a pool',
  external: 'waiting for a lock outside the process',
  sockets: 'on sockets',
  files: 'on files',
  bytes: 'waiting for bytes',
  others: 'waiting for other threads',
  idle: 'idle or asleep',
  running: 'running or ready to run',
  unknown: 'where nothing says what for',
}

/** "threads in 3 looks" */
export const seenHead = ({ looks }: ThreadsSeen): string => `threads in ${countOf(looks, 'look')}`

/** "12 of 40 waiting for a lock, 3 on sockets, 25 idle or asleep"; several looks: on average. */
export function tellThreadsSeen({ threads, parts }: ThreadsSeen): string {
  return parts
    .map(
      (part, at) =>
        `${threadsText(part.threads)}${at === 0 ? ` of ${threadsText(threads)}` : ''} ${standing[part.kind]}`,
    )
    .join(', ')
}

/** Half a thread is seen on average of two looks. */
export function threadsText(count: number): string {
  return formatNumber(count, count < 10 && Math.abs(count - Math.round(count)) > 0.01 ? 1 : 0)
}
