/** See `state/worker/life.ts`: a lock that is held as long as the worker lives, so that its end is noticed however it comes. */

/** Resolves when the lock is held; never where there are no locks. */
export function holdLife(name: string): Promise<void> {
  return new Promise((begun) => {
    try {
      navigator.locks
        .request(name, () => {
          begun()
          return new Promise(() => undefined)
        })
        .catch(() => undefined)
    } catch {
      // Without locks the other side goes by silence.
    }
  })
}

/** For a helper that holds its life already. Returns what gives up waiting. */
export function whenGone(name: string, onGone: () => void): () => void {
  const given = new AbortController()
  try {
    navigator.locks.request(name, { signal: given.signal }, onGone).catch(() => undefined)
  } catch {
    // As above.
  }
  return () => given.abort()
}
