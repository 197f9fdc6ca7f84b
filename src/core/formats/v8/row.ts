import type { ReaderRow } from '../sniff.ts'

export const v8Rows: readonly ReaderRow[] = [
  {
    format: 'cpuprofile',
    sniff: (head) =>
      head.hasKeys('nodes', 'samples', 'timeDeltas') || head.hasKeys('head', 'samples', 'startTime', 'endTime')
        ? 'yes'
        : 'no',
    load: async () => (await import('./cpuProfile.ts')).readCpuProfile,
  },
  {
    format: 'heapprofile',
    sniff: (head) => (head.hasKeys('head.callFrame', 'head.selfSize') ? 'yes' : 'no'),
    load: async () => (await import('./heapProfile.ts')).readHeapProfile,
  },
  {
    format: 'heapsnapshot',
    sniff: (head) =>
      head.hasKeys('snapshot.meta', 'nodes', 'strings') || head.hasKeys('snapshot.meta') ? 'yes' : 'no',
    load: async () => (await import('./heapSnapshot.ts')).readHeapSnapshot,
  },
]
