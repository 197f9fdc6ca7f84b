import type { ReaderRow } from '../sniff.ts'

/** Fil begins each frame with its place; py-spy, which folds as well, ends with it. */
const line = /^(?:(?:[^;\n]{1,1000}:\d{1,9} \([^;\n]{1,300}\)|\[No Python stack\])(?:;|(?= \d{1,18}$)))+ \d{1,18}$/
const looked = 50

export const filRows: readonly ReaderRow[] = [
  {
    format: 'fil',
    sniff: ({ text }) => {
      const lines = text.slice(0, 20_000).split('\n', looked).slice(0, -1)
      return lines.length > 0 && lines.every((one) => one.length < 10_000 && line.test(one)) ? 'yes' : 'no'
    },
    load: async () => (await import('./fil.ts')).readFil,
  },
]
