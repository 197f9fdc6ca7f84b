import { err, type Result } from '../../base/result.ts'
import type { Share } from '../../base/units.ts'

/** What every decompressor gets. It must stop, with `tooLarge`, before it has made more than `limitBytes`. */
export interface DecodeRequest {
  readonly bytes: Uint8Array
  readonly limitBytes: number
  /** File name for messages. */
  readonly where: string
  readonly onProgress?: (share: Share) => void
}

/** `limitBytes` is what was left of the limit for this layer; the sentence names the whole one, see `inflate`. */
export function tooLarge(where: string, limitBytes: number): Result<never> {
  return err({
    code: 'too-large',
    where,
    what: `it inflates to more than the limit of ${formatMegabytes(limitBytes)}`,
    todo: 'Record a shorter window, or raise the limit on inflated size in the settings',
  })
}

/** Of what a file may unpack to, and the sentence where it is more. */
export interface InflatedLimit {
  readonly bytes: number
  over(where: string): Result<never>
}

/** Of what is in memory or on disk already. */
export const noLimit: InflatedLimit = {
  bytes: Infinity,
  over: (where: string): Result<never> => tooLarge(where, Infinity),
}

/**
 * Whether what was unpacked so far is a bomb. DEFLATE can pack 1,032 to 1, and only repetition is: folded text is packed 8 to 1, samples of
 * one thread in one deep stack up to 140. So a bomb ends when it shows, not when it has filled the memory and kept a reader busy; of the
 * first 100 MB nothing is asked.
 */
export const isBomb = (madeBytes: number, packedBytes: number): boolean =>
  madeBytes > uncheckedBytes && madeBytes > mostTimes * packedBytes

const mostTimes = 200
const uncheckedBytes = 100e6

export function bombRefused(where: string): Result<never> {
  return err({
    code: 'malformed',
    where,
    what: `it inflates to more than ${mostTimes} times its size, which nothing but repetition does`,
    todo: 'Unpack it by hand and look at what is in it',
  })
}

/** For what is unpacked whole: the limit, or what makes it a bomb. */
export function deflateLimit(packedBytes: number, limitBytes: number): InflatedLimit {
  const bytes = Math.max(uncheckedBytes, mostTimes * packedBytes)
  return bytes < limitBytes
    ? { bytes, over: bombRefused }
    : { bytes: limitBytes, over: (where) => tooLarge(where, limitBytes) }
}

export function formatMegabytes(bytes: number): string {
  const megabytes = bytes / 1e6
  return `${(megabytes >= 10 ? Math.round(megabytes) : Math.round(megabytes * 100) / 100).toLocaleString('en')} MB`
}
