import type { Head } from '../head.ts'
import type { ReaderRow, Verdict } from '../sniff.ts'

const decoration = '\\[[^\\[\\]\\n]{1,60}\\]'
/** A tag `gc` among the decorations, or none at all and a numbered collection. */
const unifiedGc = new RegExp(
  `^(?:${decoration}){0,6}\\[gc[a-z+, ]{0,40}\\]|^GC\\(\\d{1,9}\\) (?:Pause|Concurrent|Garbage)`,
  'm',
)
const jdk8Gc =
  /^(?:\d{4}-\d\d-\d\dT[\d:.,+-]{8,24}: )?(?:\d{1,10}[.,]\d{3}: )?(?:#\d{1,9}: )?\[(?:Full GC|GC)(?: \(| pause|--| \[| \d|\s)/m
const goGc = /\bgc \d{1,9} @\d{1,12}(?:\.\d{1,9})?s \d{1,3}%: /
const v8Gc = /^\[\d{1,12}:0x[0-9a-f]{1,20}\] {1,12}\d{1,12} ms: (?:Scavenge|Mark-|Incremental)/m

const textThat =
  (pattern: RegExp) =>
  (head: Head): Verdict =>
    head.isText && pattern.test(head.text) ? 'yes' : 'no'

/** Numbers over time: logs of collectors, scrapes, tables of tools. Each knows its own lines, wherever in the output they stand. */
export const counterRows: readonly ReaderRow[] = [
  {
    format: 'jvm-gc-log',
    sniff: (head) => (head.isText && (unifiedGc.test(head.text) || jdk8Gc.test(head.text)) ? 'yes' : 'no'),
    load: async () => (await import('./jvmGcLog.ts')).readJvmGcLog,
  },
  { format: 'go-gctrace', sniff: textThat(goGc), load: async () => (await import('./goGcTrace.ts')).readGoGcTrace },
  { format: 'v8-trace-gc', sniff: textThat(v8Gc), load: async () => (await import('./v8TraceGc.ts')).readV8TraceGc },
]
