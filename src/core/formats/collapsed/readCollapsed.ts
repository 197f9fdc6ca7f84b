/**
 * Folded (collapsed) stacks: one stack per line, root first, its weight after the last space.
 *
 *   main;serve;json.Marshal 42
 *
 * Read from the bytes as they are; only names seen for the first time become text. Neighbouring lines usually share their
 * beginning (the tools sort), so a line goes on where it differs from the one before.
 */
import { frameFlags } from '../../profile/profile.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../result.ts'
import { FrameBytes } from './frameBytes.ts'
import type { Result } from '../../result.ts'
import type { Profile, ValueType } from '../../profile/profile.ts'
import type { ParsedFile, ReadOptions } from '../parsedFile.ts'

const newline = 0x0a
const space = 0x20
const semicolon = 0x3b
/** A real stack of 5,000 frames has about 300 kB; more is not a stack. */
const maxLineBytes = 4_000_000

/** Marks that stackcollapse-perf and async-profiler append to names. */
const suffix = /_\[([kji01])\]$/
const flagsOfMark: Readonly<Record<string, number>> = {
  k: frameFlags.kernel | frameFlags.native,
  i: frameFlags.inlined,
}

/** Leaf, or one above it, of a stack that is off the CPU: the kernel's scheduler. */
const offCpuFrame =
  /^(schedule|__schedule|finish_task_switch(\.isra\.\d+)?|schedule_(hr)?timeout\w*|futex_wait\w*|do_nanosleep|io_schedule)$/

export function readCollapsed(bytes: Uint8Array, { fileName, onProgress }: ReadOptions): Result<ParsedFile> {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  const offCpu: boolean[] = []
  const frames = new FrameBytes(bytes, (text) => {
    const mark = suffix.exec(text)
    const name = mark ? text.slice(0, -mark[0].length) : text
    const frame = builder.frame(name, '', 0, '', mark ? (flagsOfMark[mark[1]!] ?? 0) : 0)
    offCpu[frame] = offCpuFrame.test(name)
    return frame
  })
  const lines = new LineStacks(bytes, frames, builder)
  let junk = 0
  let twoCounts = 0
  let waiting = 0
  for (let start = 0, next = 0; start < bytes.length; start = next) {
    const found = bytes.indexOf(newline, start)
    next = found < 0 ? bytes.length : found + 1
    let end = found < 0 ? bytes.length : found
    while (end > start && bytes[end - 1]! <= space) end--
    if (end === start || isComment(bytes, start, end)) continue
    const cut = end - start > maxLineBytes ? -1 : bytes.lastIndexOf(space, end - 1)
    const weight = cut <= start ? Number.NaN : parseWeight(bytes, cut + 1, end)
    if (Number.isNaN(weight)) {
      junk++
      continue
    }
    let nameEnd = cut
    while (nameEnd > start && bytes[nameEnd - 1] === space) nameEnd--
    if (endsWithCount(bytes, start, nameEnd)) twoCounts++
    const stack = lines.stackOf(start, nameEnd)
    builder.sample(stack, weight)
    if (offCpu[lines.leaf] || offCpu[lines.aboveLeaf]) waiting++
    if ((builder.sampleCount & 0x3fff) === 0) onProgress?.(start / bytes.length)
  }
  const rows = builder.sampleCount
  if (rows === 0) {
    return err({
      code: 'malformed',
      where: fileName,
      what: 'no line is a folded stack ("main;work 12")',
      todo: 'Record it again',
    })
  }
  if (rows >= 5 && twoCounts === rows) {
    const todo = 'Open the two folded files it was made from and compare those'
    return err({
      code: 'needs-conversion',
      where: fileName,
      what: 'every line has two counts, as of a difference',
      todo,
    })
  }
  if (junk > 0)
    builder.note(`${junk.toLocaleString('en')} ${junk === 1 ? 'line is' : 'lines are'} not a stack and left out`)
  const isOffCpu = rows >= 5 && waiting >= rows * 0.95
  if (isOffCpu)
    builder.note('nearly every stack ends in the scheduler: read as microseconds off the CPU, of any kind of waiting')
  const profile = builder.finish({ format: 'collapsed' })
  return ok({
    format: 'collapsed',
    facts: {},
    parts: [isOffCpu ? { kind: 'block', covers: 'interval', profile: inNanoseconds(profile) } : { profile }],
  })
}

function isComment(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === 0x23 || (bytes[start] === 0x2f && bytes[start + 1] === 0x2f && end - start > 1)
}

/** `-12`, `12`, `12.5`; NaN for anything else. */
function parseWeight(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === 0x2d ? start + 1 : start
  if (at >= end || end - at > 40) return Number.NaN
  let value = 0
  let scale = 0
  let digits = 0
  for (; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      scale *= 10
      digits++
    } else if (bytes[at] === 0x2e && scale === 0) scale = 1
    else return Number.NaN
  }
  if (digits === 0) return Number.NaN
  return ((bytes[start] === 0x2d ? -1 : 1) * value) / (scale || 1)
}

/** True when the stack itself ends in ` 12`: a difference of two profiles has two counts per line. */
function endsWithCount(bytes: Uint8Array, start: number, end: number): boolean {
  let at = end
  while (at > start && bytes[at - 1]! >= 48 && bytes[at - 1]! <= 57) at--
  return at < end && at > start + 1 && bytes[at - 1] === space
}

class LineStacks {
  readonly #bytes: Uint8Array
  readonly #frames: FrameBytes
  readonly #builder: ProfileBuilder
  leaf = -1
  aboveLeaf = -1
  /** Of the line before: where it started, and per frame where it ended, its index and its stack. */
  #lastStart = 0
  #lastEnd = 0
  readonly #ends: number[] = []
  readonly #frameAt: number[] = []
  readonly #stackAt: number[] = []

  constructor(bytes: Uint8Array, frames: FrameBytes, builder: ProfileBuilder) {
    this.#bytes = bytes
    this.#frames = frames
    this.#builder = builder
  }

  stackOf(start: number, end: number): number {
    const bytes = this.#bytes
    const lastStart = this.#lastStart
    const shared = Math.min(end - start, this.#lastEnd - lastStart)
    let same = 0
    while (same < shared && bytes[start + same] === bytes[lastStart + same]) same++
    // Whole frames only: the separator after a frame has to be the same too.
    let kept = 0
    while (kept < this.#ends.length && this.#ends[kept]! < same) kept++
    this.#ends.length = kept
    this.#frameAt.length = kept
    this.#stackAt.length = kept
    let stack = kept > 0 ? this.#stackAt[kept - 1]! : -1
    let at = kept > 0 ? start + this.#ends[kept - 1]! + 1 : start
    while (at <= end) {
      let stop = bytes.indexOf(semicolon, at)
      if (stop < 0 || stop > end) stop = end
      // `;;` and a `;` at the end are separators of nothing.
      if (stop > at) {
        const frame = this.#frames.find(at, stop)
        stack = this.#builder.stack(stack, frame)
        this.#ends.push(stop - start)
        this.#frameAt.push(frame)
        this.#stackAt.push(stack)
      }
      at = stop + 1
    }
    this.#lastStart = start
    this.#lastEnd = end
    this.leaf = this.#frameAt.at(-1) ?? -1
    this.aboveLeaf = this.#frameAt.at(-2) ?? -1
    return stack
  }
}

const offCpuType: ValueType = { type: 'offcpu', unit: 'nanoseconds' }

function inNanoseconds(profile: Profile): Profile {
  const values = [profile.samples.values[0]!.map((microseconds) => microseconds * 1000)]
  return { ...profile, valueTypes: [offCpuType], samples: { ...profile.samples, values } }
}
