/** What a person said on the command line, and what a store says, as every question wants it. */
import type { AnalysisSettings } from '../../core/base/vocabulary.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import type { Arguments } from './args.ts'
import type { Loaded } from './loadPaths.ts'

type Said = Partial<Pick<Arguments, 'cores' | 'threads' | 'seconds' | 'typed'>>

export function saidOf({ cores, threads, seconds, typed }: Said): AnalysisSettings {
  return {
    ...(cores === undefined ? {} : { cores, coresFrom: 'given' }),
    ...(threads === undefined ? {} : { threads, threadsFrom: 'given' }),
    ...(seconds === undefined ? {} : { assumedSeconds: seconds }),
    ...(typed === undefined ? {} : { typed }),
  }
}

/** The rules are about one process: what each of them says goes before what all are on average. */
export function ofStore({ known, processes }: Loaded): Pick<Subject, 'known' | 'fleet'> {
  return {
    ...(known === undefined ? {} : { known }),
    ...(processes?.verdict === undefined ? {} : { fleet: processes.verdict }),
  }
}
