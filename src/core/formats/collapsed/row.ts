import type { Head } from '../head.ts'
import type { ReaderRow, Verdict } from '../sniff.ts'

/** A date, a time of day, seconds or milliseconds since 1970, or syslog's priority, where a stack would begin. */
const timeLine =
  /^\W{0,2}(\d{4}[-/]\d\d[-/]\d\d|\d{1,2}([./])\d{1,2}\2(\d\d|\d{4})(?=[\sT;,])|\d{1,2}\/\w{3}\/\d{4}|\w{3} +\d{1,2} \d\d:\d\d:\d\d|\d\d:\d\d:\d\d|1\d{9}(\.\d{1,9}|\d{3})?\s|1\d{12};|\d{1,3}>\d )/
/** An address with what a server writes behind it, a request with its protocol; a level of a log. */
const logLine =
  /^\W{0,2}\d{1,3}(\.\d{1,3}){3} \S+ \S+ \[|"(GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) [^"]* HTTP\/|\b(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b[: \]](?!\s*-?[\d.]+$)/
/** What the names of frames can look like, too: threads are called by whom they serve, and frames by what was asked. */
const serverLine = /^\W{0,2}\d{1,3}(\.\d{1,3}){3} |"(GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) /
/** Columns of numbers, or of names and numbers: a table. */
const tableLine = /(?:^|\s)-?[\d.]+%?\s+-?[\d.]+%?\s+-?[\d.]+%?$/
/** `# HELP` and `# TYPE`, or a sample with labels: a page of counters. */
const metricLine = /^(# (TYPE \S+ \w+$|(HELP|UNIT) \S+ |EOF$)|[a-zA-Z_:][\w:]*\{[^}]*\} )/
/** A number where a stack ends in a function: columns between semicolons. */
const cellLine = /;-?\d+(?:[.,]\d+)?\s+\S+$/
/** Fields of a report or a structured log. */
const fieldLine = /(?:^|\s)[\w.-]+=\S+\s+(?:\S+\s+)*[\w.-]+=\S*|^[\w -]{2,30}:\s/

/** A line that ends in a number and is all the same no stack. */
function isNoStack(line: string): boolean {
  if (timeLine.test(line) || logLine.test(line) || metricLine.test(line)) return true
  if (cellLine.test(line)) return true
  // With several frames it is a stack, whatever its frames look like.
  if (line.includes(';') && !/;\s/.test(line)) return false
  return serverLine.test(line) || tableLine.test(line) || fieldLine.test(line)
}

/** Words beside each other, outside brackets: names of functions have arguments, sentences have words. */
const prose = /^[^;]*\s\S+\s+-?\d+(\.\d+)?$/
const inBrackets = /\([^()]*\)|<[^<>]*>|\[[^\]]*\]/g
const isProse = (line: string): boolean => {
  if (!line.includes(';')) return prose.test(line.replaceAll(inBrackets, ''))
  // `order placed; took 12`, `x = 1; return 7`: words on both sides of semicolons that all have a blank behind them.
  const parts = /;(?!\s|$)/.test(line) ? [] : line.replaceAll(inBrackets, '').split(/;\s*/)
  return parts.filter((part) => /\S\s+\S/.test(part)).length * 2 > parts.length
}
const twoCounts = /^([^\n]*;[^\n;]*[^\s\d;]) \d+ \d+$/
/** `difffolded.pl` writes each stack once, with a count of both sides behind it. Workers with numbers repeat what is before theirs. */
export function isDifference(lines: readonly string[]): boolean {
  const stacks = new Set<string>()
  for (const line of lines) {
    const [, stack] = twoCounts.exec(line) ?? []
    if (stack === undefined || isNoStack(line)) return false
    stacks.add(stack)
  }
  return lines.length > 1 && stacks.size === lines.length
}

/** Longer beginnings of lines tell no more. */
const lookedAt = 300

/** Most of the first lines are stacks with a number at the end, and some stack has more than one frame. */
function sniffCollapsed(head: Head): Verdict {
  // async-profiler's threads begin a line with a bracket, as arrays do; only JSON has keys.
  if (!head.isText || (head.json && head.json.keys.size > 0)) return 'no'
  const lines = head.text.split('\n')
  // The last line may be cut by the end of the sniffed part.
  if (head.text.length >= 60_000) {
    if (lines.length === 1) return sniffLongLine(head)
    lines.pop()
  }
  let stacks = 0
  let paths = 0
  let others = 0
  let strangers = 0
  let sentences = 0
  for (const line of lines) {
    if (stacks + others === 300) break
    const trimmed = line.trimEnd()
    if (metricLine.test(trimmed.slice(0, lookedAt))) {
      strangers++
      continue
    }
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//')) continue
    if (isNoStack(trimmed.length > lookedAt ? trimmed.slice(0, lookedAt) : trimmed)) strangers++
    // What comes before the last space may hold spaces itself.
    const isPath = trimmed.includes(';')
    if (!(isPath ? anyCountAtEnd : countAtEnd).test(trimmed.slice(-60))) others++
    else {
      stacks++
      const isSentence = isProse(trimmed.slice(0, lookedAt))
      // One name and its number behind a tab are a row of a table.
      if (isSentence || (!isPath && trimmed.includes('\t'))) sentences++
      else if (isPath) paths++
    }
  }
  if (strangers * 2 >= stacks + others && strangers > 0) return 'no'
  if (paths === 0 && sentences * 2 > stacks) return 'no'
  if (isDifference(lines.slice(0, 50).flatMap((line) => (line.trim() === '' ? [] : [line.trimEnd()])))) return 'no'
  if (stacks === 0 || stacks < others * 4) return stacks > 0 && paths > 0 ? 'unsure' : 'no'
  return paths > 0 ? 'yes' : 'unsure'
}

/** A count at the end of a line, as far as its bytes go back; behind a path in any of the ways people write numbers. */
const anyCountAtEnd = /\S\s+[-+]?(?:\d[\d.,'’_\u00a0\u202f]*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*$/
const countAtEnd = /\S\s+-?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/

/** One stack may be longer than what is looked at of a file: then its end tells, where that is there to be looked at. */
function sniffLongLine({ bytes, text }: Head): Verdict {
  const frames = text.split(';')
  if (frames.length < 100 || frames.some((frame) => frame.length > 4000)) return 'no'
  const end = bytes.indexOf(0x0a, 60_000)
  const tail = new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end).slice(-60))
  // Of a file of megabytes there may be more than this.
  const isCut = end < 0 && bytes.length >= 1 << 20
  return isCut || countAtEnd.test(tail) ? 'unsure' : 'no'
}

export const collapsedRows: readonly ReaderRow[] = [
  {
    format: 'folded stacks',
    sniff: sniffCollapsed,
    load: () => import('./readCollapsed.ts').then((module) => module.readCollapsed),
    loadPieces: () => import('./readCollapsed.ts').then((module) => module.openCollapsed),
  },
]
