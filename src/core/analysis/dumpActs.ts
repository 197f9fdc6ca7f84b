/** Acts that dumps of threads give, where no lock is what they wait for. */
import type { LookState } from '../base/looks.ts'
import { type Asked, type Written, dumpCommandOf, dumpCommands, found, withCommand } from './acts.ts'

/** No thread of a pool is free for what others wait for. */
export function busyPoolAct(asked: Asked): Written | undefined {
  const pool = asked.profiles.looks?.fullPool
  if (pool === undefined || !found(asked, 'threads-all-busy')) return undefined
  return {
    text: pool.asksItself
      ? `See which pool runs the tasks that ${pool.site} waits for: where it is their own, nobody is left to run them.`
      : `See what takes ${pool.site} so long: no thread of its pool is free. Give it a time limit before the pool is made larger.`,
  }
}

/** One thread serves all, and waits in a call. */
export function heldLoopAct(asked: Asked): Written | undefined {
  const { looks, runtime } = asked.profiles
  const site = looks?.heldLoop?.site
  return site === undefined || !found(asked, 'loop-in-call')
    ? undefined
    : {
        text: `Let ${site} not wait on the event loop: call it ${runtime === 'cpython' ? 'with asyncio.to_thread, or await' : 'on another executor, or use'} a client that does not block.`,
      }
}

const asksOutside: ReadonlySet<LookState> = new Set(['io', 'external-lock', 'pool'])

/** The only thread waits for what is not in the process. */
export function loneAct(asked: Asked): Written | undefined {
  const { looks } = asked.profiles
  const [place, other] = looks?.few?.places ?? []
  if (place === undefined || other !== undefined || !asksOutside.has(place.state)) return undefined
  return (looks?.looks.length ?? 0) > 1
    ? {
        text: `See what ${place.site} waits for outside the process, and give it a time limit: it stands there in every dump.`,
      }
    : withCommand(
        `Take another dump: if it still stands in ${place.site}, see what that waits for outside the process.`,
        dumpCommandOf(asked),
      )
}

/** Several stand on a line of which only native frames say what it waits for. */
export function linesAct({ profiles: { looks } }: Asked): Written | undefined {
  const [line] = looks?.lines ?? []
  return (
    line &&
    withCommand(
      `Read what ${line.name} waits for at line ${line.line}, or take dumps with --native: they say whether it is a lock.`,
      dumpCommands.cpython,
    )
  )
}

/** Names are not resolved. */
export const lookupsAct = (asked: Asked): Written | undefined =>
  found(asked, 'names-looked-up')
    ? {
        text: 'Time a lookup where the process runs, and read its /etc/resolv.conf: servers, search and ndots.',
        command: 'time getent hosts NAME',
      }
    : undefined

/** Whoever has what the others wait for is in the dumps too. */
export const usedUpAct = (asked: Asked): Written | undefined =>
  found(asked, 'pool-used-up')
    ? withCommand(
        'See in dumps what those do who have a connection or a permit of the pool, and limit that, before the pool is made larger.',
        asked.profiles.looks === undefined ? dumpCommandOf(asked) : undefined,
      )
    : undefined

/** The collector proved it: no second file is needed. */
export function leakedAct(asked: Asked): Written | undefined {
  const [most] = asked.profiles.leakedGoroutines?.sites ?? []
  return most === undefined || !found(asked, 'goroutine-leak')
    ? undefined
    : {
        text: `Let the goroutines end that stand at ${most.site}: begin with what ${most.begunBy === '' ? 'starts them' : most.begunBy} does when nobody waits for them any more.`,
      }
}
