/**
 * What `go tool trace -pprof=KIND` writes has the columns of Go's block profile, and a period of its own, `trace count`. Of its four kinds
 * `sync` alone is waiting for locks, channels and conditions; `sched` is waiting for a CPU, `net` and `syscall` for others:
 *
 *   PeriodType: trace count     contentions/count delay/nanoseconds
 *   sched     53.94s  runtime.asyncPreempt2          16 goroutines on 2 CPUs, read as lock waits: 85 % of their time
 *   sync      13.75s  sync.(*Mutex).Lock
 */
import { findValueColumn, type Profile } from '../../profile/profile.ts'

const waitsForOthers =
  /^(?:internal\/)?sync\.(?:\(\*\w{1,20}\)\.(?:Lock|lockSlow|RLock|Wait\w{0,20})|runtime_(?:Sem|notifyListWait)\w{0,30})$|^runtime\.(?:chan(?:recv|send)\d?|selectgo|selectnb\w{1,8}|block|semacquire\d?|notifyListWait|traceAdvance|gcMarkDone)$|^time\.Sleep$/

export const isOfGoTrace = ({ meta }: Profile): boolean => meta.periodType?.type === 'trace'

/** Most of the delay ends where no goroutine waits for another. */
export function isWaitingForOthers(profile: Profile): boolean {
  const { samples, stacks, frames, strings } = profile
  const delays = samples.values[findValueColumn(profile, 'delay')]
  let all = 0
  let found = 0
  delays?.forEach((delay, sample) => {
    const stack = samples.stack[sample] ?? -1
    const name = strings[frames.name[stacks.frame[stack] ?? -1] ?? -1] ?? ''
    all += delay
    if (waitsForOthers.test(name)) found += delay
  })
  return all === 0 || found * 2 >= all
}
