/** What net/http/pprof serves and says, and how to switch on what is off. */
import { answer, type FailureRow } from '../http/failure.ts'

/** The address under which the profiles are. A bare host has them where net/http/pprof puts them; any other path is taken as it is. */
export function pprofBase(url: string): string {
  const base = new URL(url)
  const path = base.pathname.replace(/\/+$/, '')
  return `${base.origin}${path === '' ? '/debug/pprof' : path}`
}

export const switchOnMutex = 'runtime.SetMutexProfileFraction(100)'
export const switchOnBlock = 'runtime.SetBlockProfileRate(10_000)'

export const goFailures: readonly FailureRow[] = [
  {
    id: 'cpu-profile-in-use',
    matches: answer(500, /cpu profiling already in use|could not enable cpu profiling/i),
    code: 'refused',
    what: () => 'another CPU profile of this process is running, and Go allows one at a time',
    todo: 'wait until it ends, or pause the agent that profiles this service (Pyroscope’s SDK, a collector); everything else is recorded meanwhile',
  },
  {
    id: 'write-timeout',
    matches: answer(400, /WriteTimeout/i),
    code: 'refused',
    what: () => 'the service ends every answer before this profile is finished (WriteTimeout of its http.Server)',
    todo: 'record in shorter steps, or serve net/http/pprof from a server of its own without WriteTimeout',
  },
  {
    id: 'no-pprof',
    matches: answer(404),
    code: 'not-found',
    what: () => 'there is no net/http/pprof at this address (404)',
    todo: 'add import _ "net/http/pprof" and serve http.DefaultServeMux on an internal port, or correct the URL',
  },
]
