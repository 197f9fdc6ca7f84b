/**
 * Whether a worker is still there. One that runs out of memory or is ended from outside often says nothing, and whoever asked would wait
 * for ever. A worker holds a lock by the name of its life; the browser lets go of it when the worker is gone, however that came, and
 * whoever waits for the same lock then has it. A worker that is only busy keeps it.
 */

/** Before there is a lock, or where there are none (pages without https): silence, while something is asked, for longer than any work takes. */
const silenceMs = 120_000

export interface Life {
  /** For the worker: the lock to hold. */
  readonly name: string
  /** The worker has its lock. */
  begun(): void
  /** Something was heard of the worker; `open`: it still owes an answer. */
  heard(open: boolean): void
  over(): void
}

export function watchLife(onGone: () => void): Life {
  const name = `analysis ${crypto.getRandomValues(new Uint32Array(2)).join('')}`
  const given = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isHeld = false
  return {
    name,
    begun: () => {
      isHeld = true
      clearTimeout(timer)
      lockManager()
        ?.request(name, { signal: given.signal }, () => onGone())
        .catch(() => undefined)
    },
    heard: (open) => {
      clearTimeout(timer)
      if (open && !isHeld) timer = setTimeout(onGone, silenceMs)
    },
    over: () => {
      clearTimeout(timer)
      given.abort()
    },
  }
}

/** Undefined outside of secure contexts and where the frame may not have them. */
function lockManager(): LockManager | undefined {
  try {
    return 'locks' in navigator ? navigator.locks : undefined
  } catch {
    return undefined
  }
}
