/** For tests: looks at threads, drawn. `looksOf('web-1: lock', 'pool-1: idle')` is one look; names without their number are a group. */
import type { LookState, LookThread, ThreadLook } from '../base/looks.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Capture } from '../window/capture.ts'

export function lookOf(threads: readonly string[], more: Partial<ThreadLook> = {}): ThreadLook {
  return { sees: 'states', deadlocks: [], ...more, threads: threads.map(threadOf) }
}

/** `web-1: unknown @ Book.post:62 < Thread.run:9` */
function threadOf(text: string): LookThread {
  const [name = '', rest = ''] = text.split(': ')
  const [state = '', places] = rest.split(' @ ')
  return {
    id: name,
    name,
    group: name.replace(/\d+/g, '#'),
    role: 'application',
    state: state as LookState,
    holds: [],
    doing: { kind: 'unknown', name: '' },
    stack: -1,
    ...(places === undefined
      ? {}
      : {
          places: places.split(' < ').map((place) => {
            const colon = place.lastIndexOf(':')
            return { name: place.slice(0, colon), line: Number(place.slice(colon + 1)) }
          }),
        }),
  }
}

/** A capture without a time for each look, as dumps of one process are. */
export function dumpsOf(
  looks: readonly ThreadLook[],
  runtime: Capture['profile']['meta']['runtime'] = 'jvm',
): Capture[] {
  return looks.map((look, index) => {
    const builder = new ProfileBuilder([{ type: 'threads', unit: 'count' }])
    for (const { name } of look.threads)
      builder.sample(builder.stack(-1, builder.frame('run')), 1, { thread: builder.thread(name, name) })
    return {
      hash: `dump-${index}`,
      file: `dump-${String(index).padStart(2, '0')}.txt`,
      profile: builder.finish({ format: 'thread-dump', ...(runtime === undefined ? {} : { runtime }) }),
      kind: 'threads',
      covers: 'gauge',
      hints: {},
      looks: [{ ...look, ...(runtime === undefined ? {} : { runtime }) }],
    }
  })
}
