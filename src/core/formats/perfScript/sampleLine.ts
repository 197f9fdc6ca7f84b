/** One line of `perf script`: the head of a sample, or a frame below it. */

/**
 * comm (may hold spaces), pid[/tid], [cpu], seconds?, period?, event, and without a stack the frame itself. `-F` decides which of them are
 * there; only the event always is. perf pads the name with spaces on the left.
 */
const sampleLine =
  /^(\S.*?)\s+(\d+)(?:\/(\d+))?\s+(?:\[\d+\]\s+)?(?:(\d+\.\d+):\s+)?(?:(\d+)\s+)?([A-Za-z_][^\s:]*(?::[^\s:]+)*):(?:\s+(.*))?$/
/** A frame: an address, a name, an object in brackets. A name of a process can be hexadecimal too, so the sample is asked first. */
const frameLine = /^[0-9a-f]+\s+\S.*\)$|^[0-9a-f]+(\s+\[unknown\])?$/
/** The same where `-F` asked for no object: sure only of what is no tracepoint, whose fields can look like it. */
const bareFrame = /^[0-9a-f]{3,16}\s+\S.*$/
/** Longer lines are not perf's, and patterns must not be let loose on them. */
export const maxLineLength = 20_000

/** A period is printed ten wide, behind the blank that ends what stands before it. */
export const isTenWide = (line: string): boolean => (/( *\d+)\s+[A-Za-z_]\S*:/.exec(line)?.[1]?.length ?? 0) > 10
/** `sched:sched_switch`, and not `cycles:u`. */
const isTracepoint = (event: string): boolean => event.includes(':') && !/:[ukhGHpPSDIWeb]+$/.test(event)

export interface SampleHead {
  /** Name of the thread. */
  readonly comm: string
  /** Of the process, where the line has both: only `-F +pid` says which process a thread is of. */
  readonly pid: string | undefined
  readonly thread: string
  readonly seconds: number | undefined
  readonly period: number | undefined
  readonly event: string
  /** Where the frame stands in the same line. */
  readonly frame: string | undefined
  /** The kernel's idle task of `perf record -a`: nobody runs. */
  readonly isIdle: boolean
}

/** A frame line can look like a sample without a time; a sample with a time looks like nothing else. */
export function sampleOf(line: string): SampleHead | undefined {
  const match = line.startsWith('\t') ? null : sampleLine.exec(line.trimStart())
  if (!match || (match[4] === undefined && frameLine.test(line.trim()))) return undefined
  const [, , , tid, seconds, number, event = '', rest] = match
  let [, comm = '', first = '', , , period] = match
  // Without a name, the time would be it; without a thread, the period.
  if (/(?:^|\s)\d+\.\d+:$/.test(comm)) return undefined
  if (seconds === undefined && number === undefined && tid === undefined && isTenWide(line)) return undefined
  // `pool-1 thread 2   812 cpu-clock:` has no period: those are ten wide. The name ends in a number.
  if (seconds === undefined && number !== undefined && !isTenWide(line)) {
    comm = `${comm} ${first}`
    first = number
    period = undefined
  }
  return {
    comm,
    pid: tid === undefined ? undefined : first,
    thread: tid === undefined ? first : `${first}/${tid}`,
    seconds: seconds === undefined ? undefined : Number(seconds),
    period: period === undefined ? undefined : Number(period),
    event,
    // Behind a tracepoint stand its fields, which may be arguments; behind any other event the frame.
    frame:
      rest !== undefined && (frameLine.test(rest) || (!isTracepoint(event) && bareFrame.test(rest))) ? rest : undefined,
    isIdle: first === '0' && comm.startsWith('swapper'),
  }
}
