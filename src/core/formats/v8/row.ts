import type { ReaderRow } from '../sniff.ts'

export const v8Rows: readonly ReaderRow[] = [
  {
    format: 'cpuprofile',
    sniff: (head) => {
      if (head.hasKeys('nodes', 'samples', 'timeDeltas') || head.hasKeys('head', 'samples', 'startTime', 'endTime'))
        return 'yes'
      // As the inspector answers: the profile by itself, or in its message.
      if (head.hasKeys('profile.nodes', 'profile.samples') || head.hasKeys('result.profile')) return 'unsure'
      // Versions that only count how often each node was seen.
      if (head.hasKeys('head.functionName', 'head.hitCount', 'startTime')) return 'yes'
      return head.hasKeys('nodes', 'startTime', 'endTime') ? 'unsure' : 'no'
    },
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
