/** Rows of formats that are recognised in order to say what to open instead. */
import type { RefusedRow } from './sniff.ts'

export const printed = (format: string, shape: RegExp, what: string, todo: string): RefusedRow => ({
  format,
  sniff: ({ text }) => (shape.test(text.slice(0, 4000)) ? 'yes' : 'no'),
  refuse: { what: `it is what ${what}`, todo },
})

export const asJson = (format: string, keys: readonly string[], what: string, todo: string): RefusedRow => ({
  format,
  sniff: (head) => (head.hasKeys(...keys) ? 'yes' : 'no'),
  refuse: { what: `it is ${what}`, todo },
})
