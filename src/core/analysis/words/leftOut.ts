/** What was left out in the open, in words. */
import { clockWindow } from '../../base/clock.ts'
import type { LeftOut, LeftOutId } from '../../window/windowProfiles.ts'
import { waitWords } from './waits.ts'

const words: Readonly<Record<LeftOutId, string>> = {
  profiler: 'what the profiler itself allocated to write its profiles',
  parking: 'also waiting, not on locks',
  'unnamed-waits': 'waiting for what no frame says, locks perhaps among it',
  'event-loop': 'the event loop was idle or waited for a child process',
  'vm-threads': 'threads of the virtual machine itself: collector, compiler, profiler',
  'idle-threads': 'threads that were parked for want of work all the time',
  gil: 'waiting for the interpreter’s own lock (GIL, GVL), which is no lock of the program',
  'idle-marking': 'marking on spare CPU',
  'runtime-lock': 'locks inside the runtime',
  'first-sample': 'the first sample of each thread, which weighs all it ever allocated',
  negative: 'stacks that fell below zero between two snapshots count as 0',
  'empty-stack': 'samples without a stack',
}

export function tellLeftOut({ id, said, waits, ofWholeFile }: LeftOut, zone: string): string {
  const what = said ?? words[id]
  const kinds = waits === undefined ? '' : `: ${waits.map((kind) => waitWords[kind]).join(', ')}`
  if (ofWholeFile === undefined) return `${what}${kinds}`
  const { window } = ofWholeFile
  return `${what}${kinds}; that is of the whole file${window === undefined ? '' : ` (${clockWindow(window, zone)})`}, not of this window`
}
