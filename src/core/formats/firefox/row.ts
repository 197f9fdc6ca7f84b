import type { ReaderRow } from '../sniff.ts'

export const firefoxRows: readonly ReaderRow[] = [
  {
    format: 'firefox',
    sniff: (head) =>
      (head.hasKeys('meta', 'threads') &&
        (head.hasKeys('meta.preprocessedProfileVersion') || head.hasKeys('meta.version'))) ||
      head.hasKeys('profile.meta', 'profile.threads')
        ? 'yes'
        : 'no',
    load: async () => (await import('./firefox.ts')).readFirefox,
  },
]
