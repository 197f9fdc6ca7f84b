import type { ReaderRow } from '../sniff.ts'

export const speedscopeRows: readonly ReaderRow[] = [
  {
    format: 'speedscope',
    sniff: (head) => (head.hasKeys('profiles', 'shared.frames') ? 'yes' : 'no'),
    load: async () => (await import('./speedscope.ts')).readSpeedscope,
  },
]
