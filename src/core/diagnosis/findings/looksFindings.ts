import { listed } from '../../base/lists.ts'
import type { FindingRow } from './finding.ts'

/** A ring is named whole up to here; longer ones by their beginning. */
const mostNamed = 6

export const looksFindings: readonly FindingRow[] = [
  {
    id: 'deadlock',
    inputs: ['looks'],
    threshold: 'a ring of threads each of which waits for a lock that the next one holds, by owners the dump prints',
    reference:
      'the virtual machine’s own search (jstack, Thread.print), and the same over printed owners of dump_to_file',
    confirm: 'Take a second dump: the same threads stand at the same lines. Only a restart frees them.',
    view: 'lock',
    find: ({ profiles: { looks } }) => {
      const [ring, ...more] = looks?.deadlocks ?? []
      if (looks === undefined || ring === undefined) return undefined
      const named = ring.slice(0, mostNamed)
      const rest = ring.length - named.length
      const threads = listed(rest > 0 ? [...named, `${rest} more`] : named)
      const others = more.length === 0 ? '' : ` ${more.length} more ${more.length === 1 ? 'ring' : 'rings'} beside it.`
      return {
        text: `Deadlock: ${threads} wait for each other and never move again.${others}`,
        evidence: [`seen in ${listed(looks.files.slice(0, 3))}`],
      }
    },
  },
]
