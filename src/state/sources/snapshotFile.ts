/** Snapshots as files: finding the data inside the page that carries it. */
import type { SourceRef } from '../../core/link/view.ts'
import { fromBase64 } from '../../core/snapshot/base64.ts'
import { snapshotElementId } from '../../core/snapshot/page.ts'
import { type Result, err, ok } from '../../core/base/result.ts'
import type { NamedFile } from '../../sources/files/collectFiles.ts'
import type { LocalStore } from '../../sources/files/localStore.ts'
import type { SourceError } from '../../sources/source.ts'
import { rememberSnapshot } from './taken.ts'

/** This very page is a snapshot: nothing may be fetched, and its policy would forbid it. */
export const insideSnapshot = (): boolean => document.getElementById(snapshotElementId) !== null

const todo = 'download the snapshot again; the file must be whole'

/** The JSON inside a snapshot page. Bounded, because a page from a stranger may inflate to anything. */
export async function snapshotText(
  html: string,
  where: string,
  mostBytes: number,
): Promise<Result<string, SourceError>> {
  const found = new RegExp(`<script[^>]*\\bid="${snapshotElementId}"[^>]*>([^<]*)</script>`).exec(html)?.[1]
  if (found === undefined)
    return err({
      code: 'unknown-format',
      where,
      what: 'there is no Trifold snapshot in this page',
      todo: 'open the file that "Download snapshot" saved',
    })
  return inflateSnapshot(found, where, mostBytes)
}

export async function inflateSnapshot(
  base64: string,
  where: string,
  mostBytes: number,
): Promise<Result<string, SourceError>> {
  const packed = fromBase64(base64.trim())
  if (!packed) return err({ code: 'malformed', where, what: 'the data of the snapshot is damaged', todo })
  try {
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
    const parts: Uint8Array[] = []
    let bytes = 0
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length
      if (bytes > mostBytes) {
        await reader.cancel()
        return err({
          code: 'too-large',
          where,
          what: `it unpacks to more than ${Math.round(mostBytes / 1e6)} MB`,
          todo: 'raise limits.inflatedMb in trifold.config.json if you trust it',
        })
      }
      parts.push(part.value)
    }
    return ok(await new Blob(parts as BlobPart[]).text())
  } catch {
    return err({ code: 'truncated', where, what: 'the data of the snapshot ends early or is damaged', todo })
  }
}

export async function deflateSnapshot(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** A snapshot among dropped files, kept in this browser so that a reload finds it. Only HTML files are looked into. */
export async function findSnapshot(files: readonly NamedFile[], store: LocalStore): Promise<SourceRef | undefined> {
  for (const file of files) {
    if (!/\.html?$/i.test(file.path)) continue
    const text = await file.blob.text().catch(() => '')
    if (!text.includes(`id="${snapshotElementId}"`)) continue
    const { sha256Hex } = await import('../../sources/files/sha256.ts')
    const hash = await sha256Hex(file.blob)
    const kept = await store.keep(file.path, file.blob, hash)
    rememberSnapshot(hash, kept.ok ? undefined : { blob: file.blob, notKept: kept.error })
    return { kind: 'snapshot', url: `local:${hash}` }
  }
  return undefined
}
