/**
 * A place for snapshots: any HTTP server that takes PUT (nginx's dav module is the tested one). A snapshot lies under the hash of its
 * content and is written once, so a link to it in a post-mortem shows the same for ever.
 */
import { sha256Hex } from '../../core/base/hash.ts'
import { type Result, err, ok } from '../../core/base/result.ts'
import type { Failure, FailureRow } from '../../sources/http/failure.ts'
import type { Http } from '../../sources/http/http.ts'
import type { SourceError } from '../../sources/source.ts'
import { deployment } from '../sources/deployment.ts'

/** Stores a snapshot in the place that this deployment has; undefined where it has none. */
export async function snapshotStore(): Promise<((html: string) => ReturnType<typeof putSnapshot>) | undefined> {
  const { config, http } = await deployment()
  const place = config.snapshotStore
  return place === undefined ? undefined : (html) => putSnapshot(http, html, place)
}

/** The address of the snapshot, there now or already. */
export async function putSnapshot(http: Http, html: string, store: string): Promise<Result<string, SourceError>> {
  const body = new TextEncoder().encode(html)
  const hash = sha256Hex(body)
  const url = `${store}/${hash}.html`
  const put = await http.request({
    url,
    method: 'PUT',
    where,
    expects: 'anything',
    body,
    // Write once: a server that knows the header refuses to replace, and the content under this name can only be this content.
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'If-None-Match': '*' },
    explain: refusals,
  })
  if (!put.ok && put.error.what !== alreadyThere) return put
  // A server may say yes to anything, or no for another reason: what counts is what its readers will get.
  const back = await http.request({ url, where, expects: 'anything' })
  if (back.ok && sha256Hex(new Uint8Array(back.value.bytes)) === hash) return ok(url)
  return err({
    code: 'refused',
    where,
    what: back.ok
      ? 'something else than the snapshot is at its address'
      : 'it took the snapshot and does not give it back',
    todo: 'have its folder checked: it must take PUT and serve what was put',
  })
}

const where = 'The snapshot store'
const alreadyThere = 'a file of this name is there already'
const statusOf = (failure: Failure): number => (failure.stage === 'answer' ? failure.status : 0)

const refusals: readonly FailureRow[] = [
  {
    id: 'already-there',
    matches: (failure) => statusOf(failure) === 412 || statusOf(failure) === 409,
    code: 'refused',
    what: () => alreadyThere,
    todo: 'use its link',
  },
  {
    id: 'may-not-store',
    matches: (failure) => [401, 403, 405].includes(statusOf(failure)),
    code: 'refused',
    what: (failure) => `it does not let this page store anything (${statusOf(failure)})`,
    todo: 'ask whoever runs it to allow PUT',
  },
  {
    id: 'no-room',
    matches: (failure) => statusOf(failure) === 507 || statusOf(failure) === 413,
    code: 'refused',
    what: (failure) => `it has no room for the snapshot (${statusOf(failure)})`,
    todo: 'ask whoever runs it for more',
  },
]
