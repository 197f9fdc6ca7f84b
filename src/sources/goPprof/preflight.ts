/** Asked before recording: is there a net/http/pprof, and does it record locks at all? An empty profile does not say. */
import { ok, type Result } from '../../core/base/result.ts'
import type { Http } from '../http/http.ts'
import type { SourceError } from '../source.ts'
import { goFailures, pprofBase, switchOnBlock, switchOnMutex } from './endpoints.ts'

export interface LockRecording {
  /** 0 is off; undefined when this version of Go does not say. */
  readonly mutexFraction?: number
  readonly hasMutexes: boolean
  /** Anything since process start. Go does not say its rate, but a running service that has none is not recording. */
  readonly hasBlocks: boolean
}

export interface GoAddress {
  readonly url: string
  /** What people call it. */
  readonly title: string
  readonly headers: Readonly<Record<string, string>>
}

export async function preflight(
  http: Http,
  address: GoAddress,
  signal?: AbortSignal,
): Promise<Result<LockRecording, SourceError>> {
  const read = async (name: string): Promise<Result<string, SourceError>> => {
    const got = await http.request({
      url: `${pprofBase(address.url)}/${name}?debug=1`,
      headers: address.headers,
      where: `${address.title}: ${name}`,
      expects: 'bytes',
      timeoutMs: 15_000,
      explain: goFailures,
      signal,
    })
    return got.ok ? ok(new TextDecoder().decode(got.value.bytes)) : got
  }
  const [mutex, block] = await Promise.all([read('mutex'), read('block')])
  if (!mutex.ok) return mutex
  if (!block.ok) return block
  const fraction = /^sampling period=(\d+)$/m.exec(mutex.value)?.[1]
  return ok({
    ...(fraction === undefined ? {} : { mutexFraction: Number(fraction) }),
    hasMutexes: hasRecords(mutex.value),
    hasBlocks: hasRecords(block.value),
  })
}

/** A record is a line "cycles count @ address …". */
const hasRecords = (text: string): boolean => /^\d+ \d+ @/m.test(text)

/** What is off, with the line that switches it on at a rate that costs little. Empty when both record. */
export function whatIsOff({ mutexFraction, hasMutexes, hasBlocks }: LockRecording): readonly string[] {
  const notes: string[] = []
  if (mutexFraction === 0)
    notes.push(
      `Mutex profiling is off in this service, so its mutex profile is empty: that is not "no contention". Switch it on at start with ${switchOnMutex}.`,
    )
  else if (mutexFraction === undefined && !hasMutexes)
    notes.push(
      `The mutex profile has been empty since this service started. If there should be contention, see that it calls ${switchOnMutex}.`,
    )
  if (!hasBlocks)
    notes.push(
      `The block profile has been empty since this service started, so block profiling is most likely off. Switch it on at start with ${switchOnBlock}, which samples waits of 10 µs and longer.`,
    )
  return notes
}
