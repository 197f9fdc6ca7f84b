/** Writes what Python's sampler writes, for tests: its binary form and its Gecko profile, from the same looks at threads. */
import { ByteList } from './pprofWriter.ts'

export interface Look {
  readonly thread: number
  /** Microseconds since the start. */
  readonly at: number
  /** 1 has the GIL, 2 on a CPU, 8 waits for the GIL. */
  readonly status: number
  /** Root first: `file:function:line`, or a frame of the sampler itself. */
  readonly stack: readonly string[]
}

interface Frame {
  readonly file: string
  readonly name: string
  readonly line: number
}

function frameOf(text: string): Frame {
  const place = /^(.+):([^:]+):(\d+)$/.exec(text)
  return place ? { file: place[1]!, name: place[2]!, line: Number(place[3]) } : { file: '~', name: text, line: 0 }
}

export interface BinaryOptions {
  readonly bigEndian?: boolean
  readonly pack?: (bytes: Uint8Array) => Uint8Array
  /** Microseconds since 1970. */
  readonly startUs?: number
  /** The layout of before 3.15 was released, under the same version. */
  readonly beforeRelease?: boolean
  /** The last word of the header: mode + 1, 8, and from 16 on what was captured (16: all threads). */
  readonly captured?: number
}

export function writeTachyonBinary(looks: readonly Look[], options: BinaryOptions = {}): Uint8Array<ArrayBuffer> {
  const { bigEndian = false, pack, startUs = 1_795_000_000_000_000, beforeRelease = false, captured = 0 } = options
  const little = !bigEndian
  const frames = [...new Set(looks.flatMap(({ stack }) => stack))]
  const texts = [...new Set(frames.flatMap((text) => [frameOf(text).file, frameOf(text).name]))]
  const before = new Map<number, { at: number; stack: readonly number[] }>()
  const area = new ByteList()
  for (const { thread, at, status, stack } of looks) {
    const head = new DataView(new ArrayBuffer(12))
    head.setBigUint64(0, BigInt(thread), little)
    head.setUint32(8, 0, little)
    area.bytes(new Uint8Array(head.buffer))
    const own = stack.map((text) => frames.indexOf(text)).toReversed()
    const last = before.get(thread)
    const delta = at - (last?.at ?? 0)
    before.set(thread, { at, stack: own })
    if (last !== undefined && last.stack.join() === own.join()) {
      area.bytes(Uint8Array.of(0))
      area.varint(1)
      area.varint(delta)
      area.bytes(Uint8Array.of(status))
      continue
    }
    let shared = 0
    while (
      last !== undefined &&
      shared < Math.min(own.length, last.stack.length) &&
      last.stack.at(-1 - shared) === own.at(-1 - shared)
    )
      shared += 1
    // Each of the three ways in turn, by what they are good for.
    const how = shared === 0 ? 1 : status % 2 === 1 ? 2 : 3
    area.bytes(Uint8Array.of(how))
    area.varint(delta)
    area.bytes(Uint8Array.of(status))
    if (how === 2) area.varint(shared)
    if (how === 3) area.varint((last?.stack.length ?? 0) - shared)
    area.varint(own.length - (how === 1 ? 0 : shared))
    for (const frame of own.slice(0, own.length - (how === 1 ? 0 : shared))) area.varint(frame)
  }
  const packed = pack ? pack(area.take()) : area.take()
  const tables = new ByteList()
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text)
    tables.varint(bytes.length)
    tables.bytes(bytes)
  }
  const textBytes = tables.take().length
  for (const text of frames) {
    const { file, name, line } = frameOf(text)
    tables.varint(texts.indexOf(file))
    tables.varint(texts.indexOf(name))
    tables.varint(line * 2)
    tables.varint(0)
    tables.varint(1)
    tables.varint(1)
    tables.bytes(Uint8Array.of(255))
  }
  const header = new DataView(new ArrayBuffer(64))
  header.setUint32(0, 0x5441_4348, little)
  header.setUint32(4, 1, little)
  header.setUint8(8, 3)
  header.setUint8(9, 15)
  header.setUint8(10, 1)
  header.setBigUint64(12, BigInt(startUs), little)
  header.setBigUint64(20, 1000n, little)
  const wide = beforeRelease ? 0 : 4
  if (beforeRelease) header.setUint32(28, looks.length, little)
  else header.setBigUint64(28, BigInt(looks.length), little)
  header.setUint32(32 + wide, before.size, little)
  header.setBigUint64(36 + wide, BigInt(64 + packed.length), little)
  header.setBigUint64(44 + wide, BigInt(64 + packed.length + textBytes), little)
  header.setUint32(52 + wide, pack ? 1 : 0, little)
  if (!beforeRelease) header.setUint32(60, captured, little)
  const footer = new DataView(new ArrayBuffer(32))
  footer.setUint32(0, texts.length, little)
  footer.setUint32(4, frames.length, little)
  const file = new ByteList()
  for (const part of [new Uint8Array(header.buffer), packed, tables.take(), new Uint8Array(footer.buffer)])
    file.bytes(part)
  return file.take()
}

export function writeTachyonGecko(looks: readonly Look[]): string {
  const strings = ['(root)']
  const text = (words: string): number => (strings.includes(words) ? strings.indexOf(words) : strings.push(words) - 1)
  const threads = [...new Set(looks.map(({ thread }) => thread))].map((tid) => {
    const own = looks.filter(({ thread }) => thread === tid)
    const frames = [...new Set(own.flatMap(({ stack }) => stack))]
    const stacks: (readonly [frame: number, prefix: number | null])[] = []
    const stackOf = (stack: readonly string[]): number | null => {
      let at: number | null = null
      for (const one of stack) {
        const row: readonly [number, number | null] = [frames.indexOf(one), at]
        const known = stacks.findIndex(([frame, prefix]) => frame === row[0] && prefix === row[1])
        at = known >= 0 ? known : stacks.push(row) - 1
      }
      return at
    }
    const samples = own.map(({ stack }) => stackOf(stack))
    const markers: { name: number; startTime: number; endTime: number }[] = []
    const last = looks.at(-1)!.at
    const mark = (name: string, is: (status: number) => boolean): void => {
      let since: number | undefined
      for (const { at, status } of own) {
        if (is(status)) since ??= at
        else if (since !== undefined) {
          markers.push({ name: text(name), startTime: since / 1000, endTime: at / 1000 })
          since = undefined
        }
      }
      if (since !== undefined) markers.push({ name: text(name), startTime: since / 1000, endTime: last / 1000 })
    }
    mark('Has GIL', (status) => (status & 1) !== 0)
    mark('No GIL', (status) => (status & 1) === 0)
    mark('On CPU', (status) => (status & 2) !== 0)
    mark('Off CPU', (status) => (status & 2) === 0)
    mark('Waiting for GIL', (status) => (status & 8) !== 0)
    return {
      name: `Thread-${tid}`,
      tid,
      pid: '7',
      samples: {
        stack: samples,
        time: own.map(({ at }) => at / 1000),
        weight: null,
        weightType: 'samples',
        length: own.length,
      },
      stackTable: {
        frame: stacks.map(([frame]) => frame),
        prefix: stacks.map(([, prefix]) => prefix),
        length: stacks.length,
      },
      frameTable: { func: frames.map((_, i) => i), line: frames.map((one) => frameOf(one).line || null) },
      funcTable: {
        name: frames.map((one) => text(frameOf(one).name)),
        fileName: frames.map((one) => (frameOf(one).file === '~' ? null : text(frameOf(one).file))),
      },
      markers: {
        name: markers.map(({ name }) => name),
        startTime: markers.map(({ startTime }) => startTime),
        endTime: markers.map(({ endTime }) => endTime),
        data: markers.map(() => ({ type: 'x', argument: 'secret-argument' })),
        length: markers.length,
      },
    }
  })
  return JSON.stringify({
    meta: {
      interval: 1,
      startTime: 123_456,
      preprocessedProfileVersion: 57,
      product: 'Python',
      importedFrom: 'Tachyon Sampling Profiler',
      symbolicated: true,
    },
    threads,
    shared: { stringArray: strings },
  })
}
