import type { AnalysisSettings } from '../../core/base/vocabulary.ts'
import type { View } from '../../core/link/view.ts'
import type { OpenedSource } from '../sources/openedSource.ts'

/** What person, link and source say where files are silent; a person's answer wins and is named as such. */
export function settingsOf(view: View, source: OpenedSource): AnalysisSettings {
  return {
    ...source.settings,
    ...(view.cores === undefined ? {} : { cores: view.cores, coresFrom: 'you' }),
    ...(view.threads === undefined ? {} : { threads: view.threads, threadsFrom: 'you' }),
    ...(view.assumedSeconds === undefined ? {} : { assumedSeconds: view.assumedSeconds }),
    ...(view.typed === undefined ? {} : { typed: view.typed }),
    ...(view.thresholds ? { thresholds: { ...source.settings.thresholds, ...view.thresholds } } : {}),
  }
}
