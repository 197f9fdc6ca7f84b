import type { ReaderRow } from '../sniff.ts'

/**
 * A sample with its stack below it, with or without a time; or one a line, with the frame behind the event. White space is taken from its
 * beginning only: tried from each of its characters, 16 kB of blanks cost half a second.
 */
const samples = [
  /^ *\S[^\n]*?(?<!\s)\s+\d+(\/\d+)?\s+(\[\d+\]\s+)?(\d+\.\d+:\s+)?(\d+\s+)?[a-zA-Z_][^\s:]*(:[^\s:]+)*:[ \t]*\n\s+[0-9a-f]+ [^\n]*\)/m,
  /^ *\S[^\n]*?(?<!\s)\s+\d+(\/\d+)?\s+(\[\d+\]\s+)?\d+\.\d+:\s+(\d+\s+)?[a-zA-Z_][^\s:]*(:[^\s:]+)*:\s+[0-9a-f]+ [^\n]*\)$/m,
  // Addresses sixteen wide behind a tab, whatever `-F` left of the heads.
  /^\t[ \da-f]{15}[\da-f] \S[^\n]*\n(?:[^\t\n]*\n){0,4}\t[ \da-f]{15}[\da-f] \S/m,
  // Heads only: `-F` left the stacks out.
  /(?:^[^\n]* (?:cpu-clock|task-clock|cycles)(?::\w+)?: *\r?\n){2}/m,
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
