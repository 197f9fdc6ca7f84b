/** What is on screen as one HTML file: the page's own code and the frozen data, no network needed ever again. */
import { toBase64 } from '../../core/snapshot/base64.ts'
import { dataPlace, fillTemplate } from '../../core/snapshot/page.ts'
import type { FreezeQuestion } from '../../core/analyst/leaving.ts'
import type { View } from '../../core/link/view.ts'
import { ask } from '../worker/analyst.ts'
import { loadCaptures } from '../sources/loadCaptures.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import type { OutgoingSubject } from './outgoing.ts'
import { settingsOf } from '../queries/settings.ts'
import { sourceTitle } from '../sources/sourceTitle.ts'
import { redactionFor } from './redaction.ts'
import { deflateSnapshot } from '../sources/snapshotFile.ts'
import { withMarks } from '../../core/snapshot/marks.ts'

export interface MadeSnapshot {
  readonly html: string
  readonly bytes: number
  readonly fileName: string
  readonly leftOut: readonly string[]
}

/** Rejects with a sentence when the template cannot be had or the analysis fails. */
export async function makeSnapshot(shared: OutgoingSubject, madeAtMs: number): Promise<MadeSnapshot> {
  const { source, baseSource, subject, comparison, choices, view, marks } = shared
  const shown = await lineOf(source, view)
  const other = baseSource && (await lineOf(baseSource, view))
  const [line, baseLine] = other && view.compare?.swapped === true ? [other, shown] : [shown, other]
  // The labels of a store's service are a part of its title.
  const called = (one: OpenedSource): string => (choices.dropLabels ? one.title : sourceTitle(one))
  const [b, a] = view.compare?.swapped === true ? [baseSource, source] : [source, baseSource]
  const snapshot = await ask({
    ask: 'freeze',
    // B is what a snapshot opens with, whichever of the two is on screen.
    subject: comparison?.head ?? subject,
    ...(comparison ? { comparison } : {}),
    ...(line ? { timeline: line } : {}),
    ...(baseLine && baseSource ? { baseTimeline: baseLine } : {}),
    about: {
      title: source.title,
      service: source.service,
      ...(source.runtime === undefined ? {} : { runtime: source.runtime }),
      labels: source.labels,
      ...(comparison && a && b ? { sides: { base: called(a), head: called(b) } } : {}),
      ...(source.note === undefined ? {} : { note: source.note }),
      view: withMarks(view, marks),
      livePage: `${location.origin}${location.pathname}`,
      madeAtMs,
    },
    redaction: await redactionFor(choices, shared),
  })
  const template = await fetchTemplate()
  const data = toBase64(await deflateSnapshot(JSON.stringify(snapshot)))
  const html = fillTemplate(
    template,
    data,
    `${snapshot.title} · ${snapshot.head.analysis.story.diagnosis.title} · Trifold snapshot`,
  )
  const stamp = new Date(subject.window.fromMs).toISOString().slice(0, 16).replaceAll(':', '')
  const name = snapshot.service.replace(/[^\w.-]+/g, '-').slice(0, 60) || 'snapshot'
  return { html, bytes: new Blob([html]).size, fileName: `trifold-${name}-${stamp}Z.html`, leftOut: snapshot.leftOut }
}

/** Everything that a source has along its time; a store's line is not its own to give. */
async function lineOf(source: OpenedSource, view: View): Promise<FreezeQuestion['timeline']> {
  const everything = await source.everything?.()
  if (!everything?.ok) return undefined
  const { captureIds } = await loadCaptures(everything.value)
  return { captureIds, settings: settingsOf(view, source) }
}

let template: Promise<string> | undefined

function fetchTemplate(): Promise<string> {
  template ??= fetch(new URL('snapshot-template.html', document.baseURI)).then(async (answer) => {
    const text = await answer.text()
    if (!answer.ok || !text.includes(dataPlace))
      throw new Error('The snapshot template is not on the server: deploy the whole dist folder.')
    return text
  })
  template.catch(() => {
    template = undefined
  })
  return template
}
