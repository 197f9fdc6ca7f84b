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

export function formatMegabytes(bytes: number): string {
  const megabytes = bytes / 1e6
  return `${(megabytes >= 10 ? Math.round(megabytes) : Math.round(megabytes * 100) / 100).toLocaleString('en')} MB`
}
