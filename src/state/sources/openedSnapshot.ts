/** A snapshot as a source: inside this very page, on a server, or a file kept in this browser. */
import type { SourceRef } from '../../core/link/view.ts'
import { type Result, err, explainLoadError, ok } from '../../core/base/result.ts'
import { resolveLinked } from '../../sources/config/address.ts'
import type { ReadContext, SourceError } from '../../sources/source.ts'
import { AnalystError, ask } from '../worker/analyst.ts'
import { deployment, pageUrl } from './deployment.ts'
import type { OpenedSource } from './openedSource.ts'
import { snapshotElementId } from '../../core/snapshot/page.ts'
import { inflateSnapshot, snapshotText } from './snapshotFile.ts'
import { takenSnapshot } from './taken.ts'

/** What a snapshot calls itself in its own address. */
export const embeddedUrl = 'embedded'
const mostEmbeddedBytes = 512e6

export async function openSnapshotSource(
  ref: SourceRef & { kind: 'snapshot' },
  context: ReadContext,
): Promise<Result<OpenedSource, SourceError>> {
  const text = await readText(ref.url, context)
  if (!text.ok) return text
  try {
    const opened = await ask(
      { ask: 'openSnapshot', text: text.value, where: nameOf(ref.url) },
      { signal: context.signal },
    )
    const { about, headWindow } = opened
    return ok({
      ref,
      title: about.title,
      service: about.service,
      ...(about.runtime === undefined ? {} : { runtime: about.runtime }),
      ...(about.note === undefined ? {} : { note: about.note }),
      labels: about.labels,
      span: about.timeline?.span ?? headWindow,
      windows: [],
      opens: headWindow,
      marks: [],
      cost: [],
      settings: {},
      // Inside a snapshot its own footer says it.
      notes: ref.url === embeddedUrl ? [] : [...about.leftOut, ...whyNotKept(ref.url)],
      frozen: opened,
      capturesFor: () => Promise.resolve(ok({ captures: [], absent: [], settings: {}, notes: [] })),
    })
  } catch (thrown) {
    if (thrown instanceof AnalystError) return err(thrown.error)
    throw thrown
  }
}

const localHash = (url: string): string | undefined => /^local:([0-9a-f]{64})$/.exec(url)?.[1]

function whyNotKept(url: string): readonly string[] {
  const { notKept } = takenSnapshot(localHash(url) ?? '') ?? {}
  return notKept === undefined ? [] : [explainLoadError(notKept)]
}

function nameOf(url: string): string {
  return url === embeddedUrl || url.startsWith('local:') ? 'The snapshot' : decoded(url.split('/').at(-1) ?? url)
}

/** A stray % is part of a name, not a mistake to be shown. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function readText(url: string, context: ReadContext): Promise<Result<string, SourceError>> {
  if (url === embeddedUrl) {
    const data = document.getElementById(snapshotElementId)?.textContent
    if (data) return inflateSnapshot(data, 'The snapshot', mostEmbeddedBytes)
    return err({
      code: 'not-found',
      where: 'The snapshot',
      what: 'its data is not in this page',
      todo: 'download it again',
    })
  }
  const { config, http, localStore } = await deployment()
  const limit = config.limits.inflatedBytes
  const hash = localHash(url)
  if (hash !== undefined) {
    const taken = takenSnapshot(hash)
    if (taken) return snapshotText(await taken.blob.text(), 'The snapshot', limit)
    const kept = await (await localStore()).open({ name: 'The snapshot', hash })
    return kept.ok ? snapshotText(await kept.value.text(), 'The snapshot', limit) : kept
  }
  const address = resolveLinked(url, pageUrl(), config.allowedOrigins)
  if (!address.ok) return address
  const answer = await http.request({ url: address.value, where: nameOf(url), expects: 'anything', ...context })
  return answer.ok ? snapshotText(new TextDecoder().decode(answer.value.bytes), nameOf(url), limit) : answer
}
