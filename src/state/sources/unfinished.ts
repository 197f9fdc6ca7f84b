/**
 * Large files whose reading never ended. A worker that fills its memory takes the whole page with it: nothing in the page can catch that,
 * and the next visit of the same link would read the same file and end the same way. So what is being read is noted for this tab, and
 * what the last page of it did not live to finish is not read again by itself. A page that is left, or loaded again, takes its notes along.
 */
import type { LoadError } from '../../core/base/result.ts'

const place = 'trifold.reading'

/** What the page before this one left, by key. */
let left: Set<string> | undefined
const reading = new Set<string>()

/** Notes that it is being read, until `end`. An error where the last page ended over it. */
export function beginLarge(key: string, file: string): { readonly end: () => void } | LoadError {
  left ??= takeLeft()
  // Once: who loads the page again wants it tried.
  if (left.delete(key))
    return {
      code: 'too-large',
      where: file,
      what: 'the browser ended this page while the file was being read, most likely for want of memory',
      todo: 'record a shorter time, or reload the page to try it once more',
    }
  if (reading.size === 0) globalThis.addEventListener('pagehide', forget)
  reading.add(key)
  write()
  return {
    end() {
      reading.delete(key)
      write()
    },
  }
}

function takeLeft(): Set<string> {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(place) ?? '[]')
    sessionStorage.removeItem(place)
    return new Set(Array.isArray(found) ? found.filter((one) => typeof one === 'string') : [])
  } catch {
    // A frame without storage, or somebody else's value.
    return new Set()
  }
}

function write(): void {
  try {
    if (reading.size === 0) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, JSON.stringify([...reading]))
  } catch {
    // Then the browser's own message is all there is.
  }
}

function forget(): void {
  reading.clear()
  write()
}
