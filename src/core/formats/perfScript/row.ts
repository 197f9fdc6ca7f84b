import type { ReaderRow } from '../sniff.ts'

export const perfScriptRows: readonly ReaderRow[] = [
  {
    format: 'perf-script',
    sniff: (head) =>
      head.text.startsWith('# ========\n# captured on') ||
      /^\S.*?\s+\d+(\/\d+)?\s+(\[\d+\]\s+)?\d+\.\d+:\s+(\d+\s+)?\S+:\s*\n\s+[0-9a-f]+ /m.test(
        head.text.slice(0, 16_384),
      )
        ? 'yes'
        : 'no',
    load: async () => (await import('./perfScript.ts')).readPerfScript,
  },
]
