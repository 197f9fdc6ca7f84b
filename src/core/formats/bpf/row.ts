import type { ReaderRow } from '../sniff.ts'

const shapes = [
  // A map of bpftrace whose key is a stack, in text and in JSON; or its other maps, which folded stacks look like.
  /^@\w{0,80}\[[^\n]{0,200}\n[ \t]{1,8}\S/m,
  /^(?:Attaching \d{1,6} probes?\.{3}\s{1,9})?@\w{0,80}(?:\[[^\n]{1,200}\])?: -?\d/,
  /^\{"type": ?"map", ?"data": ?\{"@\w{0,80}": ?\{"[^"\n]{0,200}\\n[ \t]{1,8}\S/m,
  // The last line of a stack of BCC says whose it was, the next how much.
  /^ {4}- {10,20}\S[^\n]{0,40} \(\d{1,10}\)\r?\n {8}\d{1,18}\r?$/m,
]

export const bpfRows: readonly ReaderRow[] = [
  {
    format: 'bpf-stacks',
    sniff: ({ text }) => (shapes.some((shape) => shape.test(text)) ? 'yes' : 'no'),
    load: async () => (await import('./bpfText.ts')).readBpfText,
  },
]
