import type { Head } from '../head.ts'
import type { ReaderRow } from '../sniff.ts'

const javaThread = /^".*" .*\b(tid|nid)=0x[0-9a-f]+/m

/** In a log the first dump can come after anything. */
function holdsDump(head: Head): boolean {
  if (!head.isText) return false
  if (/^Full thread dump /m.test(head.text)) return true
  if (javaThread.test(head.text) && head.text.includes('java.lang.Thread.State:')) return true
  return includesLine(head.bytes, 'Full thread dump ')
}

const newline = 0x0a

/** One pass: does a line begin with this ASCII text? */
function includesLine(bytes: Uint8Array, text: string): boolean {
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
    let same = 0
    while (same < text.length && bytes[at + 1 + same] === text.charCodeAt(same)) same += 1
    if (same === text.length) return true
  }
  return false
}

export const threadDumpRows: readonly ReaderRow[] = [
  {
    format: 'thread-dump',
    sniff: (head) => (holdsDump(head) ? 'yes' : 'no'),
    load: async () => (await import('./jvmText.ts')).readJvmDump,
  },
  {
    format: 'thread-dump',
    sniff: (head) =>
      /^#\d+ "[^\n]*"( virtual)?( [A-Z_]+ [\dT:.Z-]+)?\r?\n *(at )?[\w$./@-]{1,400}\(\S/m.test(head.text)
        ? 'yes'
        : 'no',
    load: async () => (await import('./jvmToFile.ts')).readJvmDumpFile,
  },
  {
    format: 'thread-dump',
    sniff: (head) => (head.hasKeys('threadDump.threadContainers') || head.hasKeys('[].threadDump') ? 'yes' : 'no'),
    load: async () => (await import('./jvmToFile.ts')).readJvmDumpJson,
  },
  {
    format: 'thread-dump',
    sniff: (head) =>
      /^(?:Thread \d+ \((?:Thread 0x[0-9a-f]+ )?\(?LWP \d+\)?|TID \d+(?: ".*")?:\r?$)/m.test(head.text) &&
      /^#0 /m.test(head.text)
        ? 'yes'
        : 'no',
    load: async () => (await import('./nativeText.ts')).readNativeDump,
  },
  {
    format: 'thread-dump',
    sniff: (head) => (/^Thread \(0x[0-9A-Fa-f]+\):\s*\r?\n\s+\S/m.test(head.text) ? 'yes' : 'no'),
    load: async () => (await import('./dotnetStack.ts')).readDotnetStack,
  },
]
