/** How long a request may be silent, and how slow it may be. */
import type { Milliseconds } from '../../core/base/units.ts'

/** The slowest connection brings more; slower than this for ten times the timeout is nobody who means to answer. */
const leastBytesPerMs = 1
const mostTimeouts = 10

interface Silence {
  /** Something came, the answer's start or so many bytes of it. */
  readonly heard: (bytes?: number) => void
  readonly stop: () => void
  readonly expired: () => boolean
  readonly expiredAs: () => { readonly afterMs: Milliseconds; readonly receivedBytes?: number }
}

export function silenceTimer(timeoutMs: Milliseconds, onExpired: () => void): Silence {
  const beganAtMs = performance.now()
  let receivedBytes = 0
  let isExpired = false
  let drippedMs: Milliseconds | undefined
  const expire = (): void => {
    isExpired = true
    onExpired()
  }
  // A large answer comes in a thousand pieces, and a timer set anew for each is a third of what reading it costs the page.
  let heardAtMs = beganAtMs
  const look = (): void => {
    const leftMs = heardAtMs + timeoutMs - performance.now()
    if (leftMs > 0) timer = setTimeout(look, leftMs)
    else expire()
  }
  let timer = setTimeout(look, timeoutMs)
  return {
    heard: (bytes = 0) => {
      heardAtMs = performance.now()
      receivedBytes += bytes
      const tookMs = heardAtMs - beganAtMs
      if (tookMs > mostTimeouts * timeoutMs && receivedBytes < tookMs * leastBytesPerMs) {
        drippedMs = tookMs
        expire()
      }
    },
    stop: () => clearTimeout(timer),
    expired: () => isExpired,
    expiredAs: () => (drippedMs === undefined ? { afterMs: timeoutMs } : { afterMs: drippedMs, receivedBytes }),
  }
}
