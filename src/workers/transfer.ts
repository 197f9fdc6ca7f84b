/**
 * The buffers of every typed array in a plain value, each once: columns are moved between threads, never copied.
 * Only walks what answers are made of (plain objects and arrays), and not into long arrays of strings or rows without columns.
 */
export function transferablesOf(value: unknown): Transferable[] {
  const buffers = new Set<ArrayBuffer>()
  const pending: unknown[] = [value]
  while (pending.length > 0) {
    const next = pending.pop()
    if (typeof next !== 'object' || next === null) continue
    if (ArrayBuffer.isView(next)) {
      if (next.buffer instanceof ArrayBuffer) buffers.add(next.buffer)
    } else if (Array.isArray(next)) {
      if (typeof next[0] === 'object') for (const item of next) pending.push(item)
    } else if (Object.getPrototypeOf(next) === Object.prototype) {
      for (const item of Object.values(next)) pending.push(item)
    }
  }
  return [...buffers]
}
