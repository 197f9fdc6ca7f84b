/** A trace while its blocks are read: clock, kinds of events, threads, and what each process did. */
import type { Cursor } from './cursor.ts'
import { NettraceProblem } from './cursor.ts'
import { readMetadata, readMetadata6, type EventType } from './eventKinds.ts'
import { readRows, type EventRow } from './eventRows.ts'
import { ProcessEvents } from './process.ts'
import { AddressStacks } from './stacks.ts'

interface TraceThread {
  readonly pid: number
  readonly id: string
  readonly name: string
}

const maxThreads = 1_000_000

export class Trace {
  readonly stacks: AddressStacks = new AddressStacks()
  readonly processes: Map<number, ProcessEvents> = new Map<number, ProcessEvents>()
  /** Rows of `Events.thread`. */
  readonly threads: TraceThread[] = []
  version = 0
  cpus = 0
  /** Events whose payload was shorter than their kind has it. */
  short = 0
  #pid = 0
  #startMs = 0
  #syncLow = 0
  #syncHigh = 0
  #ticksPerMs = 0
  #pointerBytes = 8
  readonly #types = new Map<number, EventType | undefined>()
  readonly #threadRows = new Map<string, number>()
  /** Version 6: thread index of the file → row of `threads`. */
  #threadIndex = new Map<number, number>()
  readonly #mappings = new Map<number, Set<number>>()

  /** Throws `NettraceProblem`. */
  readTrace(cursor: Cursor, version: number): void {
    this.version = version
    const [year, month, , day, hour, minute, second, ms] = Array.from({ length: 8 }, () => cursor.i16())
    this.#startMs = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms!)
    cursor.u64()
    this.#syncLow = cursor.low
    this.#syncHigh = cursor.high
    this.#ticksPerMs = cursor.u64() / 1000
    this.#pointerBytes = cursor.i32()
    if (
      !(this.#ticksPerMs > 0) ||
      !Number.isFinite(this.#startMs) ||
      (this.#pointerBytes !== 8 && this.#pointerBytes !== 4)
    )
      throw new NettraceProblem('malformed', 'its first block gives no clock that runs')
    if (version < 6) {
      this.#pid = cursor.i32()
      this.cpus = Math.max(0, cursor.i32())
      return
    }
    const pairs = cursor.u32()
    for (let i = 0; i < pairs; i += 1) {
      const key = cursor.text8()
      const value = Number(cursor.text8())
      if (key === 'HardwareThreadCount' && Number.isInteger(value) && value > 0) this.cpus = value
      else if (key === 'ProcessId' && Number.isInteger(value)) this.#pid = value
    }
  }

  get nsPerTick(): number {
    return 1e6 / this.#ticksPerMs
  }

  /** A block of events or, up to version 5, of their kinds. */
  readEvents(cursor: Cursor, isMetadata: boolean): void {
    const header = cursor.u16()
    const isShort = (cursor.u16() & 1) === 1
    cursor.skip(Math.max(0, header - 4))
    const { end } = cursor
    readRows(cursor, isShort, this.version, (row) => {
      const next = cursor.at
      cursor.at = row.payloadFrom
      cursor.end = row.payloadUntil
      if (isMetadata) {
        const { id, type } = readMetadata(cursor)
        this.#types.set(id, type)
      } else this.#event(row, cursor)
      cursor.at = next
      cursor.end = end
    })
  }

  readMetadata6(cursor: Cursor): void {
    cursor.skip(cursor.u16())
    const { end } = cursor
    while (cursor.at < end) {
      const until = cursor.u16() + cursor.at
      if (until > end) throw new NettraceProblem('malformed', 'a kind of events in it is longer than its block')
      cursor.end = until
      const { id, type } = readMetadata6(cursor)
      this.#types.set(id, type)
      cursor.end = end
      cursor.at = until
    }
  }

  readThreads6(cursor: Cursor): void {
    const { end } = cursor
    while (cursor.at < end) {
      const until = cursor.u16() + cursor.at
      if (until > end) throw new NettraceProblem('malformed', 'a thread in it is longer than its block')
      cursor.end = until
      const index = cursor.varuint()
      let name = ''
      let pid = this.#pid
      let id = `${index}`
      while (cursor.at < until) {
        const kind = cursor.byte()
        if (kind === 1) name = cursor.text8().slice(0, 100)
        else if (kind === 2) pid = cursor.varuint()
        else if (kind === 3) id = `${cursor.varuint()}`
        else if (kind === 4) {
          cursor.text8()
          cursor.text8()
        } else break
      }
      this.#threadIndex.set(index, this.#thread(pid, id, name))
      cursor.end = end
      cursor.at = until
    }
  }

  readStacks(cursor: Cursor): void {
    this.stacks.readBlock(cursor, this.#pointerBytes)
  }

  /** @param flags of version 6: 1 forgets threads, 2 kinds of events */
  sequencePoint(flags: number): void {
    this.stacks.sequencePoint()
    if (flags & 1) this.#threadIndex = new Map()
    if (flags & 2) this.#types.clear()
  }

  #event(row: EventRow, cursor: Cursor): void {
    const type = this.#types.get(row.metadataId)
    if (type === undefined) return
    const thread =
      this.version >= 6
        ? (this.#threadIndex.get(row.thread) ?? this.#thread(this.#pid, `${row.thread}`, ''))
        : this.#thread(this.#pid, `${row.thread}`, '')
    const { pid } = this.threads[thread]!
    const ticks = (row.timeHigh - this.#syncHigh) * 0x1_0000_0000 + (row.timeLow - this.#syncLow)
    try {
      if (type.kind === 'universal-mapping' || type.kind === 'universal-symbol') this.#symbol(type.kind, cursor)
      else
        this.#process(pid).event(
          type,
          { thread, stack: row.stack, timeMs: this.#startMs + ticks / this.#ticksPerMs },
          cursor,
        )
    } catch (problem) {
      if (!(problem instanceof NettraceProblem) || problem.code !== 'malformed') throw problem
      this.short += 1
    }
  }

  /** Addresses of a file in a process, and of a function in such a file. */
  #symbol(kind: 'universal-mapping' | 'universal-symbol', cursor: Cursor): void {
    const id = cursor.varuint()
    const of = cursor.varuint()
    const from = cursor.varuint()
    const until = cursor.varuint()
    if (kind === 'universal-mapping') {
      cursor.varuint()
      this.#process(of).names.mapping(from, until, cursor.text8(cursor.u16()))
      const pids = this.#mappings.get(id)
      if (pids) pids.add(of)
      else this.#mappings.set(id, new Set([of]))
      return
    }
    const name = cursor.text8(cursor.u16())
    for (const pid of this.#mappings.get(of) ?? []) this.#process(pid).names.method(from, until - from, name, false)
  }

  #process(pid: number): ProcessEvents {
    let process = this.processes.get(pid)
    if (process === undefined) {
      process = new ProcessEvents(this.stacks, this.#pointerBytes)
      this.processes.set(pid, process)
    }
    return process
  }

  #thread(pid: number, id: string, name: string): number {
    const key = `${pid} ${id}`
    const known = this.#threadRows.get(key)
    if (known !== undefined) return known
    if (this.threads.length >= maxThreads)
      throw new NettraceProblem('too-large', `it has more than ${maxThreads.toLocaleString('en')} threads`)
    const row = this.threads.push({ pid, id, name }) - 1
    this.#threadRows.set(key, row)
    return row
  }
}
