/**
 * A place for snapshots: any HTTP server that takes PUT (nginx's dav module is the tested one). A snapshot lies under the hash of its
 * content and is written once, so a link to it in a post-mortem shows the same for ever.
 */
import { sha256Hex } from '../core/hash.ts'
import { type Result, ok } from '../core/result.ts'
import type { SourceError } from '../sources/source.ts'
import { deployment } from './deployment.ts'

/** Undefined when this deployment has no such place. */
export async function snapshotStoreUrl(): Promise<string | undefined> {
  return (await deployment()).config.snapshotStore
}

/** The address of the snapshot, there now or already. */
export async function putSnapshot(html: string, store: string): Promise<Result<string, SourceError>> {
  const { http } = await deployment()
  const body = new TextEncoder().encode(html)
  const url = `${store}/${sha256Hex(body)}.html`
  const answer = await http.request({
    url,
    method: 'PUT',
    where: 'The snapshot store',
    expects: 'anything',
    body,
    // Write once: a server that knows the header refuses to replace, and the content under this name can only be this content.
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'If-None-Match': '*' },
    explain: [
      {
        id: 'already-there',
        matches: (failure) => failure.stage === 'answer' && (failure.status === 412 || failure.status === 409),
        code: 'refused',
        what: () => alreadyThere,
        todo: 'use its link',
      },
    ],
  })
  if (!answer.ok) return answer.error.what === alreadyThere ? ok(url) : answer
  return ok(url)
}

const alreadyThere = 'this very snapshot is there already'
