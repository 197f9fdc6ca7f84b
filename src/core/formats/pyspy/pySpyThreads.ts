/** What py-spy's files say about threads, and what the pattern of their counts gives away. */

export interface PySpyThread {
  readonly id: string
  readonly name: string
}

/** `Thread 30441 "contender-0"`, `Process 12 Thread 30441 "…"` (speedscope's profile names). */
export function threadOfProfileName(name: string): PySpyThread {
  const match = /^(?:Process (\d+) )?Thread (\S+)(?: "(.*)")?$/.exec(name)
  if (!match) return { id: name, name }
  return { id: match[1] === undefined ? match[2]! : `${match[1]}/${match[2]!}`, name: match[3] ?? '' }
}

/** `thread (30441): contender-0` (first frame with --threads), undefined for any other frame. */
export function threadOfFrame(frame: string): PySpyThread | undefined {
  const match = /^thread \(([^)]*)\)(?:: ?(.*))?$/.exec(frame)
  return match ? { id: match[1]!, name: match[2] ?? '' } : undefined
}

/** `process 812:"python server.py --token …"` (--subprocesses): the id is kept, the command line never enters the model. */
export function processOfFrame(frame: string): string | undefined {
  return /^process (\d+):/.exec(frame)?.[1]
}

/** Causes are of one process: what several of them add up to is of none. */
export function noteProcesses(builder: { note(text: string): void }, pids: ReadonlySet<string>): void {
  if (pids.size > 1)
    builder.note(
      `${pids.size} processes are added up in it (--subprocesses), and an answer is about one: record each by its own --pid`,
    )
}

const waits =
  /^(clock_nanosleep|nanosleep|time_sleep|pthread_cond_(timed)?wait|PyThread_acquire_lock_timed|epoll_wait|select_\w+|poll|select|accept4?|do_futex_wait\S*|futex_wait\S*)$|^(Condition|Event|_Semaphore|Semaphore|Barrier)\.(wait|acquire)$|^Queue\.get$|^(\w*Selector)\.select$/

/** A frame in which a thread only waits; such frames appear on top only when py-spy was told to keep idle threads. */
export const isWaitFrame = (name: string): boolean => waits.test(name)

/**
 * Nothing in py-spy's files says whether idle threads were kept. With `--idle` every thread is seen at every tick, so
 * all have (nearly) the same number of observations; the default and `--gil` see each thread only while it runs.
 */
export function seesIdleThreads(observations: readonly number[], waitSeen: boolean): boolean {
  if (observations.length < 2) return false
  const most = Math.max(...observations)
  const least = Math.min(...observations)
  return most >= 5 && most - least <= Math.max(2, 0.02 * most) && (waitSeen || observations.length >= 4)
}

export const idleNotes = {
  kept: 'every thread was seen at every tick, so idle threads are in it (--idle): a wait profile, not CPU',
  unsure:
    'py-spy does not say which threads it counted: with --gil this is the holder of the GIL (a lower bound of CPU), by default also threads that look runnable (up to 3.6 times the real CPU)',
} as const
