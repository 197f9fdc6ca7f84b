/** A folder of files, wherever it is: on a web server, dropped on the page, on disk. Recordings are read through it. */
import type { Result } from '../../core/base/result.ts'
import type { FailureRow } from '../http/failure.ts'
import type { Http } from '../http/http.ts'
import type { ReadContext, SourceError } from '../source.ts'

export interface Folder {
  /** Prefix of cache keys: two folders with the same id have the same files. */
  readonly id: string
  /** For messages: the address or the folder's name, without a slash at the end. */
  readonly name: string
  /** Whether it holds this file, where that is known without asking for it. */
  has?(path: string): boolean
  /** `path` has been checked to stay inside. */
  read(path: string, context?: ReadContext): Promise<Result<ArrayBuffer, SourceError>>
}

/** Of a folder or of the recording.json in it, absolute; query and fragment are not part of a folder. */
export function folderUrl(url: string): URL {
  const base = new URL(url)
  base.search = ''
  base.hash = ''
  base.pathname = base.pathname.replace(/\/(recording|index)\.json$/, '/').replace(/\/*$/, '/')
  return base
}

/** Of a recording that is one file: the folder it lies in, and its name there. */
export function zipUrl(url: string): { readonly folder: URL; readonly archive: string } | undefined {
  const { pathname } = new URL(url)
  const name = pathname.slice(pathname.lastIndexOf('/') + 1)
  if (!/.\.zip$/i.test(name)) return undefined
  const folder = new URL('.', url)
  folder.search = ''
  folder.hash = ''
  return { folder, archive: readable(name) }
}

export const urlInFolder = (base: URL, path: string): string =>
  new URL(path.split('/').map(encodeURIComponent).join('/'), base).href

/** `url` as `folderUrl` takes it. */
export function httpFolder(http: Http, url: string): Folder {
  const base = folderUrl(url)
  const name = readable(base.pathname).replace(/\/$/, '').split('/').at(-1) ?? base.host
  return {
    id: base.href,
    name: name === '' ? base.host : name,
    async read(path, context) {
      const answer = await http.request({
        url: urlInFolder(base, path),
        where: `${name}/${path}`,
        expects: 'bytes',
        explain: missingFile,
        ...context,
      })
      return answer.ok ? { ok: true, value: answer.value.bytes } : answer
    },
  }
}

/** A stray % is part of a name, not a mistake. */
function readable(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

const missingFile: readonly FailureRow[] = [
  {
    id: 'missing-file',
    // Servers of single-page applications answer 200 with their start page for whatever is not there.
    matches: (failure) =>
      failure.stage === 'answer' && (failure.status === 404 || (failure.status === 200 && failure.html)),
    code: 'not-found',
    what: () => 'this file is not on the server',
    todo: 'see whether the whole folder of the recording was copied there',
  },
]
