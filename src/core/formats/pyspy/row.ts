import type { ReaderRow } from '../sniff.ts'

/** Lines of folded text whose frames end in ` (file.py:12)`: at least half of those among the first fifty. */
function looksRaw(text: string): boolean {
  const lines = text
    .split('\n', 51)
    .slice(0, 50)
    .map((line) => (line.length > 2000 ? `${line.slice(0, 1000)};${line.slice(-1000)}` : line))
    .filter((line) => / \d+\r?$/.test(line))
  const marked = lines.filter((line) =>
    /^(thread \([^)]*\)|process \d+:)|(^|;)[^;]+ \([^;]*\.py(:\d+)?\)(;| )/.test(line),
  )
  return lines.length > 0 && marked.length * 2 >= lines.length
}

export const pySpyRows: readonly ReaderRow[] = [
  {
    format: 'py-spy-dump',
    sniff: (head) =>
      head.hasKeys('[].thread_id', '[].owns_gil', '[].frames') || /^\s*\[\s*\[[^\]]*"owns_gil"/.test(head.text)
        ? 'yes'
        : 'no',
    load: async () => (await import('./dump.ts')).readPySpyDumpJson,
  },
  {
    format: 'py-spy-dump',
    sniff: (head) =>
      /^Process \d+:/m.test(head.text) && /^Thread \S+ \((idle|active(\+gil)?)\)/m.test(head.text) ? 'yes' : 'no',
    load: async () => (await import('./dump.ts')).readPySpyDumpText,
  },
  {
    format: 'python-dump',
    sniff: (head) =>
      head.isText &&
      (/^Stack dump(?: for PID \d+)?, thread \d+ \([^)\n]{0,200}most recent call last\):/m.test(head.text) ||
        /^(?:Current thread|Thread) 0x[0-9a-f]+(?: \[[^\]\n]{0,100}\])? \(most recent call first\):/m.test(head.text))
        ? 'yes'
        : 'no',
    load: async () => (await import('./pythonDump.ts')).readPythonDump,
  },
  {
    format: 'py-spy-raw',
    sniff: (head) => (looksRaw(head.text) ? 'yes' : 'no'),
    load: async () => (await import('./rawText.ts')).readPySpyRaw,
  },
]
