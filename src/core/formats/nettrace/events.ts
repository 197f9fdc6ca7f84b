/** Events of one kind, of one process of a trace, and what a tick of its sampler stands for. */
import { GrowableFloat64, GrowableInt32 } from '../../profile/growable.ts'

/** Columns of one question: an event each. */
export class Events {
  readonly path: GrowableInt32 = new GrowableInt32()
  readonly thread: GrowableInt32 = new GrowableInt32()
  readonly timeMs: GrowableFloat64 = new GrowableFloat64()
  readonly value: GrowableFloat64 = new GrowableFloat64()
  /** State of a sample (1 external, 2 managed), row of `texts` of an allocation's type; else 0. */
  readonly detail: GrowableInt32 = new GrowableInt32()

  get length(): number {
    return this.value.length
  }
}

/** What a tick of the sampler stands for: the time between those of the thread that it saw most often. 0 where no thread was seen twice. */
export function tickOf({ thread, timeMs, length }: Events): {
  readonly periodNs: number
  readonly ticks: number
  readonly threads: number
} {
  const seen = new Map<number, { count: number; fromMs: number; untilMs: number }>()
  for (let row = 0; row < length; row += 1) {
    const at = timeMs.data[row]!
    const known = seen.get(thread.data[row]!)
    if (known === undefined) seen.set(thread.data[row]!, { count: 1, fromMs: at, untilMs: at })
    else {
      known.count += 1
      known.fromMs = Math.min(known.fromMs, at)
      known.untilMs = Math.max(known.untilMs, at)
    }
  }
  const [most] = [...seen.values()].toSorted((a, b) => b.count - a.count)
  const periodNs = most === undefined || most.count < 2 ? 0 : ((most.untilMs - most.fromMs) / (most.count - 1)) * 1e6
  return { periodNs, ticks: most?.count ?? 0, threads: seen.size }
}
