/** See `state/worker/life.ts`: a lock that is held as long as the worker lives, so that its end is noticed however it comes. */

/** Resolves when the lock is held: true; where there are none: false, and the other side goes by silence. */
export function holdLife(name: string): Promise<boolean> {
  return new Promise((begun) => {
    try {
      navigator.locks
        .request(name, () => {
          begun(true)
          return new Promise(() => undefined)
        })
        .catch(() => begun(false))
    } catch {
      begun(false)
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
