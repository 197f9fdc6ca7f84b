/**
 * When a file was last written, where nothing in it says when it was taken. Copies, archives and checkouts give every file the same
 * date or any, so a date counts only where it proves itself: in a series of files (heap-1, heap-2; before, after; a, b) whose dates lie
 * apart and agree with the order of their names.
 */
import type { EpochMs } from '../base/units.ts'

export interface DatedFile {
  /** Path as the person knows it. */
  readonly name: string
  readonly dateMs: EpochMs
}

/** Nearer than this, the files were written by one copy. */
const leastApartMs = 1000

/** @returns the dates that may be used, by name; files of their own count where they lie within or next to a series that proved itself */
export function provenDates(files: readonly DatedFile[]): ReadonlyMap<string, EpochMs> {
  const series = new Map<string, DatedFile[]>()
  for (const file of files) {
    const stem = numbered(file.name).replaceAll(/\d+/g, '#')
    const same = series.get(stem)
    if (same) same.push(file)
    else series.set(stem, [file])
  }
  const proven = new Map<string, EpochMs>()
  const alone: DatedFile[] = []
  for (const same of series.values()) {
    if (same.length === 1) alone.push(...same)
    else if (isInOrder(same)) for (const { name, dateMs } of same) proven.set(name, dateMs)
  }
  const dates = [...proven.values()]
  if (dates.length === 0) return proven
  const fromMs = dates.reduce((least, date) => Math.min(least, date))
  const untilMs = dates.reduce((most, date) => Math.max(most, date))
  const reach = untilMs - fromMs
  for (const { name, dateMs } of alone)
    if (dateMs >= fromMs - reach && dateMs <= untilMs + reach) proven.set(name, dateMs)
  return proven
}

const early = /(?<![a-z])(?:before|start|begin|first|old|early)(?![a-z])/gi
const late = /(?<![a-z])(?:after|end|last|new|late)(?![a-z])/gi
/** heap-a, heap-b: the last word of the file's name, folders of one letter are anything. */
const letter = /(?<![a-z0-9])[a-d](?=(?:\.[a-z.]{1,40})?$)/gi

/** Words that say an order, as its numbers. */
function numbered(name: string): string {
  return name
    .replaceAll(early, '0')
    .replaceAll(late, '1')
    .replaceAll(letter, (found) => String(found.toLowerCase().charCodeAt(0) - 97))
}

function isInOrder(files: readonly DatedFile[]): boolean {
  const inOrder = files.toSorted((a, b) => byNumbers(a.name, b.name))
  return inOrder.every((file, index) => {
    const before = inOrder[index - 1]
    return before === undefined || file.dateMs - before.dateMs >= leastApartMs
  })
}

/** Names of one series differ in their numbers alone: dump-2 comes before dump-10. */
function byNumbers(a: string, b: string): number {
  const ours = numbersIn(a)
  const theirs = numbersIn(b)
  for (const [index, number] of ours.entries()) {
    const other = theirs[index] ?? 0n
    if (number !== other) return number < other ? -1 : 1
  }
  return 0
}

function numbersIn(name: string): readonly bigint[] {
  return (numbered(name).match(/\d{1,30}/g) ?? []).map(BigInt)
}
