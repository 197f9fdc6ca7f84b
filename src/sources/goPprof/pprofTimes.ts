/** When a profile was taken, by the clock of the program itself, without reading the profile. */
import type { EpochMs, Milliseconds } from '../../core/base/units.ts'

export interface PprofTimes {
  /** As written: the instant of a snapshot, the start of a CPU profile, the end of a difference. */
  readonly timeMs: EpochMs
  readonly durationMs: Milliseconds
  /** No sample at all: nothing happened, or the profile is switched off. */
  readonly isEmpty: boolean
}

/** Undefined when these bytes are no pprof file. Everything but the two fields is jumped over. */
export async function pprofTimes(served: ArrayBuffer): Promise<PprofTimes | undefined> {
  const bytes = await unwrapped(new Uint8Array(served))
  if (bytes === undefined) return undefined
  let timeMs = 0
  let durationMs = 0
  let samples = 0
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
    return Number.NaN
  }
  while (at < bytes.length) {
    const tag = varint()
    const field = Math.floor(tag / 8)
    if (tag % 8 === 2) {
      const length = varint()
      if (field === 2) samples++
      at += length
    } else if (tag % 8 === 0) {
      const value = varint()
      if (field === 9) timeMs = value / 1e6
      else if (field === 10) durationMs = value / 1e6
    } else return undefined
    if (Number.isNaN(at) || at > bytes.length) return undefined
  }
  return timeMs > 0 ? { timeMs, durationMs, isEmpty: samples === 0 } : undefined
}

async function unwrapped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch {
    return undefined
  }
}
