import type { ReaderRow } from '../sniff.ts'

/**
 * A sample with its stack below it, with or without a time; or one a line, with the frame behind the event. White space is taken from its
 * beginning only: tried from each of its characters, 16 kB of blanks cost half a second.
 */
const samples = [
  /^ *\S[^\n]*?(?<!\s)\s+\d+(\/\d+)?\s+(\[\d+\]\s+)?(\d+\.\d+:\s+)?(\d+\s+)?[a-zA-Z_][^\s:]*(:[^\s:]+)*:[ \t]*\n\s+[0-9a-f]+ [^\n]*\)/m,
  /^ *\S[^\n]*?(?<!\s)\s+\d+(\/\d+)?\s+(\[\d+\]\s+)?\d+\.\d+:\s+(\d+\s+)?[a-zA-Z_][^\s:]*(:[^\s:]+)*:\s+[0-9a-f]+ [^\n]*(?:\)|\+0x[0-9a-f]+)$/m,
  // Addresses sixteen wide behind a tab, under a head that `-F` left little of, or nothing.
  /(?:^|\n)[^\t\n]*\n\t[ \da-f]{15}[\da-f] \S[^\n]*\n(?:\t[ \da-f]{15}[\da-f] [^\n]*\n)*(?:[^\t\n]*\n){1,4}\t[ \da-f]{15}[\da-f] \S/,
  // Heads only: `-F` left the stacks out.
  /(?:^|\n) *\S[^\n]*?(?<!\s)\s+\d+(?:\/\d+)?\s+(?:\[\d+\]\s+)?(?:\d+\.\d+:\s+)?(?:\d+\s+)?(?:cpu-clock|task-clock|(?:cpu[-_])?cycles|instructions)(?::\w+)?: *\r?\n *\S[^\n]*: *\r?(?:\n|$)/,
  // A tracepoint, with its fields behind it.
  /^ *\S[^\n]*?(?<!\s)\s+\d+(\/\d+)?\s+(\[\d+\]\s+)?\d+\.\d+:\s+(\d+\s+)?[a-z]\w*:\w+:[ \t][^\n]*\n\s+[0-9a-f]+ [^\n]*\)/m,
]

export const perfScriptRows: readonly ReaderRow[] = [
  {
    format: 'perf-script',
    sniff: (head) =>
      head.text.startsWith('# ========\n# captured on') ||
      samples.some((sample) => sample.test(head.text.slice(0, 16_384)))
        ? 'yes'
        : 'no',
    load: async () => (await import('./perfScript.ts')).readPerfScript,
  },
]
