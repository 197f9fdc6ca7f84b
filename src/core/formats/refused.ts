/** Formats recognised in order to say what to do instead. */
import type { RefusedRow } from './sniff.ts'

export const refused: readonly RefusedRow[] = [
  {
    format: 'perf.data',
    sniff: (head) => (head.startsWith('PERFILE2') ? 'yes' : 'no'),
    refuse: {
      what: 'it is a raw perf.data file, which needs the binaries of its machine',
      todo: 'Run `perf script --header > out.perf` where it was recorded and open that',
    },
  },
  {
    format: 'nettrace',
    sniff: (head) => (head.startsWith('Nettrace') ? 'yes' : 'no'),
    refuse: {
      what: 'it is a .NET nettrace file',
      todo: 'Run `dotnet-trace convert --format speedscope` and open the result',
    },
  },
  {
    format: 'memray',
    sniff: (head) => (head.startsWith('memray') ? 'yes' : 'no'),
    refuse: { what: 'it is a raw memray file', todo: 'Run `memray transform speedscope` and open the result' },
  },
  {
    format: 'austin-mojo',
    sniff: (head) => (head.startsWith('MOJ') ? 'yes' : 'no'),
    refuse: { what: 'it is a binary Austin file', todo: 'Run `mojo2austin` and open the result' },
  },
  {
    format: 'picture',
    sniff: (head) =>
      /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]{0,4000}?-->\s*)*(<!DOCTYPE\s+(svg|html)|<svg|<html)/i.test(head.text)
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is a picture of a flame graph (SVG or HTML), not the profile behind it',
      todo: 'Open the profile the picture was drawn from, for example the folded stacks',
    },
  },
]
