/**
 * Folded (collapsed) stacks: one stack per line, root first, its weight after the last space.
 *
 *   main;serve;json.Marshal 42
 *
 * Read from the bytes as they are, piece by piece; only names seen for the first time become text.
 */
import { isJavaFrame, javaFrameName } from '../../frames/javaNames.ts'
import { rubyPlace } from '../../frames/rubyPlace.ts'
import { frameFlags, type Profile, type ValueType } from '../../profile/profile.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { inClockTime } from '../clockPeriod.ts'
import { maxSampleRows, type FormatReader, type ParsedFile, type ParsedPart } from '../parsedFile.ts'
import { Joined, readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { ClassLeaves, type LeafMeaning } from './classLeaves.ts'
import { FrameBytes } from './frameBytes.ts'
import { LineStacks } from './lineStacks.ts'
import { parseWeight, roughWeight, spelledWeight } from './weight.ts'

const newline = 0x0a
const space = 0x20
const tab = 0x09
const semicolon = 0x3b
/** Bytes of what may be a number. */
const longestNumber = 60
/** A stack of 100,000 frames with long names; a line that is longer is no stack. */
const maxLineBytes = 16_000_000

/** Marks that stackcollapse-perf and async-profiler append to names. */
const suffix = /_\[([kji01])\]$/
const flagsOfMark: Readonly<Record<string, number>> = {
  k: frameFlags.kernel | frameFlags.native,
  i: frameFlags.inlined,
}

/** Leaf, or one above it, of a stack that is off the CPU: the kernel's scheduler. */
const offCpuFrame =
  /^(schedule|__schedule|finish_task_switch(\.isra\.\d+)?|schedule_(hr)?timeout\w*|futex_wait\w*|do_nanosleep|io_schedule)$/

export const openCollapsed: PieceReaderOpener = ({ fileName }) => new FoldedReader(fileName)
export const readCollapsed: FormatReader = readAsOnePiece(openCollapsed)

class FoldedReader implements PieceReader {
  readonly #fileName: string
  readonly #builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  readonly #lines: LineStacks
  readonly #joined = new Joined()
  readonly #offCpu: boolean[] = []
  readonly #classLeaves = new ClassLeaves()
  /** In the middle of a line too long to be a stack, up to the next line end. */
  #skipping = false
  #junk = 0
  #twoCounts = 0
  #waiting = 0
  /** Rows whose number may have thousands or decimals behind its comma, and what the others of the file have. */
  readonly #eitherRows: number[] = []
  #commaThousands = false
  #commaDecimals = false
  #plainThousands = false
  #plainSmall = false
  readonly #widestEither = new Widest()
  readonly #widestLeftOut = new Widest()
  #tooMany = false

  constructor(fileName: string) {
    this.#fileName = fileName
    const frames = new FrameBytes((text) => {
      const mark = text.endsWith(']') ? suffix.exec(text) : null
      // jeprof tells functions of one name apart by where they lie, which is elsewhere in another build.
      const name = mark
        ? text.slice(0, -mark[0].length)
        : text.endsWith('>')
          ? text.replace(/<[0-9a-f]{16}>$/, '')
          : text
      const ruby = rubyPlace(name)
      const named = ruby?.name ?? (name.includes('/') && isJavaFrame(name) ? javaFrameName(name) : name)
      const frame = this.#builder.frame(named, ruby?.file, ruby?.line, '', mark ? (flagsOfMark[mark[1]!] ?? 0) : 0)
      this.#offCpu[frame] = offCpuFrame.test(name)
      this.#classLeaves.met(frame, text)
      return frame
    })
    this.#lines = new LineStacks(frames, this.#builder)
  }

  push(piece: Uint8Array): boolean {
    const lastEnd = piece.lastIndexOf(newline)
    if (lastEnd < 0) {
      if (!this.#skipping) this.#joined.hold(piece)
      if (this.#joined.length > maxLineBytes) this.#skip()
      return true
    }
    const from = this.#skipping ? piece.indexOf(newline) + 1 : 0
    this.#skipping = false
    const before = this.#joined.length
    const bytes = this.#joined.add(from === 0 ? piece : piece.subarray(from)) ?? piece
    const end = before + lastEnd + 1 - from
    this.#readLines(bytes, end)
    this.#lines.letGo()
    this.#joined.keep(bytes, end)
    if (this.#joined.length > maxLineBytes) this.#skip()
    return !this.#tooMany
  }

  finish(): Result<ParsedFile> {
    const rest = this.#joined.rest()
    this.#readLines(rest, rest.length)
    return this.#result()
  }

  #asDecimals(): Profile {
    const profile = this.#builder.finish({ format: 'collapsed' })
    const weights = profile.samples.values[0]!.slice()
    for (const row of this.#eitherRows) weights[row]! /= 1000
    return { ...profile, samples: { ...profile.samples, values: [weights] } }
  }

  #skip(): void {
    this.#joined.drop()
    this.#skipping = true
    this.#junk++
  }

  /** Whole lines; the last one ends at `until`, with or without its line end. */
  #readLines(bytes: Uint8Array, until: number): void {
    for (let start = 0; start < until;) {
      const found = bytes.indexOf(newline, start)
      const end = found < 0 || found > until ? until : found
      this.#readLine(bytes, start, end)
      start = end + 1
    }
  }

  #readLine(bytes: Uint8Array, start: number, lineEnd: number): void {
    let end = lineEnd
    while (end > start && bytes[end - 1]! <= space) end--
    if (end === start || isComment(bytes, start, end)) return
    const cut = end - start > maxLineBytes ? -1 : lastBlank(bytes, start, end)
    let weight = cut <= start ? Number.NaN : parseWeight(bytes, cut + 1, end)
    if (Number.isNaN(weight)) {
      const spelled = cut <= start || end - cut > longestNumber ? undefined : this.#spelled(bytes, start, cut, end)
      if (spelled === undefined) return this.#leaveOut(bytes, start, cut, end)
      weight = spelled
    } else if (weight >= 1000) this.#plainThousands = true
    else this.#plainSmall = true
    let nameEnd = cut
    while (nameEnd > start && bytes[nameEnd - 1]! <= space) nameEnd--
    if (endsWithCount(bytes, start, nameEnd)) this.#twoCounts++
    const lines = this.#lines
    if (this.#builder.sampleCount === maxSampleRows) {
      this.#tooMany = true
      return
    }
    this.#builder.sample(lines.stackOf(bytes, start, nameEnd), weight)
    if (this.#offCpu[lines.leaf] || this.#offCpu[lines.aboveLeaf]) this.#waiting++
    this.#classLeaves.line(lines.leaf, lines.aboveLeaf, weight)
  }

  #spelled(bytes: Uint8Array, start: number, cut: number, end: number): number | undefined {
    const spelled = spelledWeight(textOf(bytes, cut + 1, end))
    if (spelled?.comma === 'thousands') this.#commaThousands = true
    if (spelled?.comma === 'decimals') this.#commaDecimals = true
    if (spelled?.comma === 'either') {
      this.#eitherRows.push(this.#builder.sampleCount)
      this.#widestEither.seen(spelled.value, bytes, start, end)
    }
    return spelled?.value
  }

  #leaveOut(bytes: Uint8Array, start: number, cut: number, end: number): void {
    this.#junk++
    if (cut > start && end - cut < longestNumber)
      this.#widestLeftOut.seen(roughWeight(textOf(bytes, cut + 1, end)) ?? 0, bytes, start, end)
  }

  /** What `41,200` means, told by the other numbers of the file; undefined where nothing tells. */
  #meaningOfComma(): 'thousands' | 'decimals' | undefined {
    const [thousands, decimals] = [this.#commaThousands, this.#commaDecimals]
    if (thousands !== decimals) return thousands ? 'thousands' : 'decimals'
    return !thousands && this.#plainSmall && !this.#plainThousands ? 'thousands' : undefined
  }

  #result(): Result<ParsedFile> {
    const builder = this.#builder
    const where = this.#fileName
    const junk = this.#junk
    const rows = builder.sampleCount
    if (rows === 0) {
      const what = 'no line is a folded stack ("main;work 12")'
      return err({ code: 'malformed', where, what, todo: 'Record it again' })
    }
    if (this.#tooMany) {
      const what = `it has more than ${maxSampleRows.toLocaleString('en')} lines`
      return err({ code: 'too-large', where, what, todo: 'Add equal stacks up before, or record a shorter time' })
    }
    if (rows >= 5 && this.#twoCounts === rows) {
      const todo = 'Open the two folded files it was made from and compare those'
      return err({ code: 'needs-conversion', where, what: 'every line has two counts, as of a difference', todo })
    }
    const comma = this.#eitherRows.length === 0 ? undefined : this.#meaningOfComma()
    const unclear = comma === undefined ? this.#eitherRows : []
    if (unclear.length === rows) {
      const what = 'its numbers with a comma can be thousands or decimals, and nothing in it tells which'
      return err({ code: 'malformed', where, what, todo: 'Write them without a comma: 41200, or 41.2' })
    }
    for (const row of unclear) builder.setValue(row, 0, 0)
    if (unclear.length > 0)
      builder.note(
        `${lineCount(unclear.length)} left out: a comma in its number can mean thousands or decimals${this.#widestEither.among(unclear.length)}`,
      )
    if (junk > 0) builder.note(`${lineCount(junk)} not a stack and left out${this.#widestLeftOut.among(junk)}`)
    const isOffCpu = rows >= 5 && this.#waiting >= rows * 0.95
    if (isOffCpu)
      builder.note('nearly every stack ends in the scheduler: read as microseconds off the CPU, of any kind of waiting')
    const leaves = this.#classLeaves.meaning(rows)
    if (leaves !== undefined) builder.note(leaves.note)
    const profile = comma === 'decimals' ? this.#asDecimals() : builder.finish({ format: 'collapsed' })
    return ok({ format: 'collapsed', facts: {}, parts: [partOf(profile, isOffCpu, leaves?.as)] })
  }
}

function partOf(profile: Profile, isOffCpu: boolean, leaves: LeafMeaning['as']): ParsedPart {
  if (isOffCpu) return { kind: 'block', covers: 'interval', profile: inNanoseconds(profile) }
  if (leaves === undefined) return { profile: inClockTime(profile) }
  const { kind, covers, type, traits } = leaves
  const meta = traits ? { ...profile.meta, traits } : profile.meta
  return { kind, covers, profile: { ...profile, meta, valueTypes: [type] } }
}

const lineCount = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'line is' : 'lines are'}`
const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  new TextDecoder().decode(bytes.subarray(start, end))

/** The line with the largest number of those that are not counted: its last frame, so that one sees what is missing. */
class Widest {
  #weight = 0
  #leaf = ''

  seen(weight: number, bytes: Uint8Array, start: number, end: number): void {
    const at = bytes.subarray(start, end).lastIndexOf(semicolon)
    if (at < 0 || weight <= this.#weight) return
    this.#weight = weight
    this.#leaf = textOf(bytes, Math.max(start + at + 1, end - 100), end)
  }

  among(count: number): string {
    return this.#leaf === '' ? '' : `${count === 1 ? ':' : ', the widest of them'} “${this.#leaf}”`
  }
}

/** The last space or tab of the line: its weight comes behind it. */
function lastBlank(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1
  while (at >= start && bytes[at] !== space && bytes[at] !== tab) at--
  return at
}

function isComment(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === 0x23 || (bytes[start] === 0x2f && bytes[start + 1] === 0x2f && end - start > 1)
}

/** True when the stack itself ends in ` 12`: a difference of two profiles has two counts per line. */
function endsWithCount(bytes: Uint8Array, start: number, end: number): boolean {
  let at = end
  while (at > start && bytes[at - 1]! >= 48 && bytes[at - 1]! <= 57) at--
  return at < end && at > start + 1 && bytes[at - 1] === space
}

const offCpuType: ValueType = { type: 'offcpu', unit: 'nanoseconds' }

function inNanoseconds(profile: Profile): Profile {
  const values = [profile.samples.values[0]!.map((microseconds) => microseconds * 1000)]
  return { ...profile, valueTypes: [offCpuType], samples: { ...profile.samples, values } }
}
