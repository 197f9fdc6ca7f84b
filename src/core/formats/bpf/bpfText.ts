/**
 * Stacks that BPF tools print: maps of bpftrace (text, or JSON with `-f json`), and `profile` and `offcputime` of BCC and libbpf-tools
 * without `-f`. Innermost first, the kernel's before the program's or after:
 *
 *   @cpu[hot,                                         Sampling at 49 Hertz of PID [24859] by user + kernel stack for 4 secs.
 *       hot(double)+81
 *       main+1841                                         hot(double)
 *   ,                                                     main
 *       do_syscall_64+113                                 -                hot (24859)
 *   ]: 3                                                      3
 *
 * What a map of bpftrace counts nobody says. BCC's first line does, and for how long.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { asNumber, asRecord, type JsonRecord } from '../json.ts'
import { forEachLine } from '../lines.ts'
import { maxSampleRows, type FormatReader, type ParsedPart } from '../parsedFile.ts'
import { bccHeadOf, type BccHead } from './bccHead.ts'
import { stackOfGroups, bpfFrame, type BpfFrame } from './bpfStacks.ts'

interface Found {
  readonly groups: readonly (readonly BpfFrame[])[]
  readonly value: number
  readonly thread?: { readonly id: string; readonly name: string }
}

/** A frame of C++ is long; more is none. */
const longestLine = 20_000
/** `perf_event_max_stack` is 127 by default; two stacks, and what is beside them. */
const mostLines = 5000

export const readBpfText: FormatReader = (bytes, options) => {
  const lines = new BpfLines()
  forEachLine(bytes, (line) => lines.take(line), options.onProgress)
  // Beside stacks a script may print what else it counts; the map with most stacks is what it was written for.
  const [best, ...others] = [...lines.maps].toSorted((a, b) => b[1].length - a[1].length)
  if (best === undefined) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it is what bpftrace or a tool of BCC prints, and no stack with a number behind it is in it',
      todo: 'Count by stack: `profile:hz:99 /pid == PID/ { @[ustack] = count(); }`',
    })
  }
  const notes =
    others.length === 0
      ? []
      : [
          `of several maps ${best[0]} is read, which has most stacks; left out: ${others.map(([map]) => map).join(', ')}`,
        ]
  return ok({ format: 'bpf-stacks', facts: {}, parts: [partOf(best[1], lines.head, notes)] })
}

/** Stacks by the map they are in; those of BCC are in none. */
class BpfLines {
  readonly maps = new Map<string, Found[]>()
  head: BccHead | undefined
  #key: { readonly map: string; readonly lines: string[] } | undefined
  #block: string[] = []
  #rows = 0

  /** @returns false when there are more than fit */
  take(line: string): boolean {
    if (line.startsWith('{"type"')) this.#takeJson(line)
    else if (line.length > longestLine) return true
    else if (this.#key) this.#takeKey(this.#key, line)
    else {
      const [, map, start = ''] = /^(@\w{0,80})\[(.*)$/.exec(line) ?? []
      if (map === undefined) this.#takeBcc(line)
      else if (!/\]: \S/.test(start)) this.#key = { map, lines: [start] }
    }
    return this.#rows < maxSampleRows
  }

  #takeKey(key: { readonly map: string; readonly lines: string[] }, line: string): void {
    const [, end, value] = /^(\S.*)?\]: (\d{1,18})$/.exec(line) ?? []
    if (value !== undefined) this.#add(key.map, { groups: groupsOf([...key.lines, end ?? '']), value: Number(value) })
    // What ends otherwise is a histogram, or several numbers.
    if (value !== undefined || /^\S?.*\]:/.test(line)) this.#key = undefined
    else if (key.lines.length < mostLines) key.lines.push(line)
  }

  #takeJson(line: string): void {
    const message = messageOf(line)
    if (message?.['type'] !== 'map') return
    for (const [map, stacks] of Object.entries(asRecord(message['data']) ?? {})) {
      for (const [key, value] of Object.entries(asRecord(stacks) ?? {})) {
        const count = asNumber(value)
        if (count !== undefined && key.includes('\n'))
          this.#add(map, { groups: groupsOf(key.split('\n')), value: count })
      }
    }
  }

  #takeBcc(line: string): void {
    this.head ??= bccHeadOf(line)
    const [, value] = /^ {8}(\d{1,18})$/.exec(line) ?? []
    const [, name, id] = (value && /^ {4}- {10,20}(\S.*) \((\d{1,10})\)$/.exec(this.#block.at(-1) ?? '')) || []
    if (name !== undefined && id !== undefined)
      this.#add('', { groups: groupsOf(this.#block.slice(0, -1)), value: Number(value), thread: { id, name } })
    if (line === '' || value !== undefined) this.#block = []
    else if (this.#block.length < mostLines) this.#block.push(line)
  }

  #add(map: string, found: Found): void {
    this.#rows++
    const known = this.maps.get(map)
    if (known) known.push(found)
    else this.maps.set(map, [found])
  }
}

function messageOf(line: string): JsonRecord | undefined {
  try {
    return asRecord(JSON.parse(line))
  } catch {
    return undefined
  }
}

/** Frames are indented; what stands between is a name or number of the key, or the line between two stacks. */
function groupsOf(lines: readonly string[]): readonly (readonly BpfFrame[])[] {
  const groups: BpfFrame[][] = [[]]
  for (const line of lines) {
    if (/^\s+\S/.test(line) && line.trim() !== '--') groups.at(-1)!.push(bpfFrame(line))
    else if (groups.at(-1)!.length > 0) groups.push([])
  }
  return groups.filter((group) => group.length > 0)
}

/** Nearly every stack ends in the scheduler: it was off the CPU. */
const scheduler = /^(?:__)?schedule$|^finish_task_switch/

function partOf(found: readonly Found[], head: BccHead | undefined, notes: readonly string[]): ParsedPart {
  const waiting = found.filter(({ groups }) =>
    groups.some((group) => group.slice(0, 5).some(({ name }) => scheduler.test(name))),
  )
  const isBcc = found[0]?.thread !== undefined
  const isOffCpu =
    (head?.counts === 'microseconds' && head.isOfOneProcess) ||
    (head === undefined && isBcc && found.length >= 5 && waiting.length >= 0.95 * found.length)
  const isCpu = head?.counts === 'samples' && head.hz !== undefined && head.isOfOneProcess
  const factor = isOffCpu ? 1000 : isCpu ? 1e9 / (head.hz ?? 1) : 1
  const builder = new ProfileBuilder(
    isOffCpu
      ? [{ type: 'offcpu', unit: 'nanoseconds' }]
      : isCpu
        ? [
            { type: 'cpu', unit: 'nanoseconds' },
            { type: 'samples', unit: 'count' },
          ]
        : [{ type: 'samples', unit: 'count' }],
  )
  let without = 0
  for (const { groups, value, thread } of found) {
    const stack = stackOfGroups(builder, groups)
    if (stack < 0) {
      without += value
      continue
    }
    const of = thread === undefined ? {} : { thread: builder.thread(thread.id, thread.name) }
    const row = builder.addToSample(stack, value * factor, of)
    if (isCpu) builder.addValue(row, 1, value)
  }
  for (const note of notes) builder.note(note)
  if (without > 0) builder.note(`${without.toLocaleString('en')} without a stack are left out`)
  if (isOffCpu && head === undefined)
    builder.note('nearly every stack ends in the scheduler: read as microseconds off the CPU, of any kind of waiting')
  if (head !== undefined && !head.isOfOneProcess)
    builder.note('its first line says that it is of more, or of less, than one process: what it counts is asked')
  const seconds = head?.isOfOneProcess === true ? head.seconds : undefined
  const profile = builder.finish({
    format: 'bpf-stacks',
    emitter: isBcc ? 'bcc' : 'bpftrace',
    ...(seconds === undefined ? {} : { durationMs: seconds * 1000 }),
  })
  if (isOffCpu) return { kind: 'block', covers: 'interval', profile }
  return isCpu ? { kind: 'cpu', covers: 'interval', profile } : { profile }
}
