/** What a pane shows as a file that pprof or speedscope opens, without what was chosen not to leave. */
import type { PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import type { ExportQuestion } from '../../core/analyst/leaving.ts'
import { ask } from '../worker/analyst.ts'
import type { OutgoingSubject } from './outgoing.ts'
import { cleaned } from './outgoing.ts'
import { redactionFor } from './redaction.ts'

export interface ProfileFile {
  readonly blob: Blob
  readonly fileName: string
}

const endings: Readonly<Record<ExportQuestion['format'], string>> = { pprof: 'pb', speedscope: 'speedscope.json' }

/** Rejects with a sentence. */
export async function profileFile(
  about: OutgoingSubject,
  pane: PaneId,
  kind: ViewKind,
  format: ExportQuestion['format'],
): Promise<ProfileFile> {
  const { source, subject, choices, view } = about
  const { value: service } = await cleaned(about, source.service)
  const { bytes } = await ask({
    ask: 'export',
    subject,
    view: kind,
    format,
    name: `${service} ${pane}`,
    look: view.frames && { grouping: view.frames },
    redaction: await redactionFor(choices, { source }),
  })
  const name = service.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'service'
  return { blob: new Blob([bytes]), fileName: `trifold-${name}-${pane}.${endings[format]}` }
}
