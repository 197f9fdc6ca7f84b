/** Which numbers are worth asking a reader for: those that can still change the answer and that no file measured. */
import type { SignalId } from '../../core/base/vocabulary.ts'
import type { TypedId } from '../../core/base/typed.ts'
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts'
import type { AbsentSignal, PresentSignal } from '../../core/signals/signal.ts'

export type AskedId = TypedId

interface Wording {
  /** Absent: it decides nothing, it says how much time is left. */
  readonly signal?: SignalId
  readonly label: string
  readonly example: string
  readonly where: string
}

export const wording: Readonly<Record<AskedId, Wording>> = {
  cpu: {
    signal: 'cpu_user_pct',
    label: 'CPU in use',
    example: '0.4',
    where: 'cores, as kubectl top pod (400m), docker stats or top (40%) say',
  },
  growth: {
    signal: 'live_heap_slope_mb_h',
    label: 'Growth of memory',
    example: '120MB/h',
    where: 'heap or RSS on its graph: now less an hour ago',
  },
  alloc: {
    signal: 'alloc_rate_mb_s',
    label: 'Allocation rate',
    example: '30MB/s',
    where:
      'rate of go_memstats_alloc_bytes_total (Go), of jvm_gc_memory_allocated_bytes_total (JVM), or what your runtime counts',
  },
  limit: {
    label: 'Memory limit',
    example: '4GiB',
    where: 'of the container: kubectl describe pod, docker stats; it says when memory runs out',
  },
  rss: {
    label: 'Memory in use',
    example: '2.5GB',
    where: 'RSS of the process: kubectl top pod, docker stats, RES in top',
  },
}

export const askedIds: readonly AskedId[] = ['cpu', 'growth', 'alloc', 'limit', 'rss']

interface Asking {
  readonly diagnosis: Diagnosis
  readonly signals: Readonly<
    Record<
      SignalId,
      | Pick<AbsentSignal, 'state' | 'ask'>
      | (Pick<PresentSignal, 'state' | 'bound'> & { readonly companions?: readonly { readonly id: string }[] })
    >
  >
}

/** Which fields to show: what still decides and no file measured, in the order in which it decides. */
export function askedNumbers({ diagnosis, signals }: Asking): readonly AskedId[] {
  const decides = (diagnosis.asks ?? []).flatMap((asked) => {
    const signal = signals[asked]
    const open = signal.state === 'absent' ? signal.ask === undefined : signal.bound !== undefined
    return open ? askedIds.filter((id) => wording[id].signal === asked) : []
  })
  // A leak is only as urgent as the room that is left.
  return diagnosis.pattern === 'slow-leak' && !knowsLimit(signals) ? [...decides, 'limit', 'rss'] : decides
}

function knowsLimit({ live_heap_slope_mb_h: growth }: Asking['signals']): boolean {
  return growth.state === 'present' && (growth.companions ?? []).some(({ id }) => id === 'hours_to_limit')
}
