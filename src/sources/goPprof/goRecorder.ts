/** A Go service of the configuration: it keeps no history, so it is recorded instead of asked. */
import type { Result } from '../../core/base/result.ts'
import type { StoreConfig } from '../config/config.ts'
import type { Http } from '../http/http.ts'
import type { ReadContext, SourceError } from '../source.ts'
import { preflight, whatIsOff } from './preflight.ts'
import { recordGo, type GoRecording } from './recordGo.ts'

export interface GoRecorder {
  readonly id: string
  readonly title: string
  readonly where: string
  readonly service: string
  /** Before recording: what is off, each with the line that switches it on. An error means that there is nothing to record. */
  check(signal?: AbortSignal): Promise<Result<readonly string[], SourceError>>
  record(request: RecordNow): Promise<Result<GoRecording, SourceError>>
}

export interface RecordNow extends ReadContext {
  readonly seconds: number
  readonly everySeconds: number
  readonly cores?: number
}

export interface GoRecorderOptions {
  readonly http: Http
  readonly config: StoreConfig
  readonly now: () => number
}

export function goRecorder({ http, config, now }: GoRecorderOptions): GoRecorder {
  const { name, title, url, headers } = config
  const address = { url, title, headers }
  const service = config.service ?? name
  return {
    id: name,
    title,
    where: url,
    service,
    async check(signal) {
      const locks = await preflight(http, address, signal)
      return locks.ok ? { ok: true, value: whatIsOff(locks.value) } : locks
    },
    record: (request) => recordGo({ http, address, service, now, ...request }),
  }
}
