/**
 * Where a place in the source ("net/http/server.go:2294") can be read in a browser, at the revision that was running: in the repository
 * that the configuration names, in Go's own, or in that of a module whose path and version stand in the file's name. Undefined where
 * any part is not known: a link to another revision would show other lines.
 */
import { standard } from './hueTable.ts'

export interface SourceRepository {
  /** "https://git.example/shop/blob/{revision}/{path}#L{line}"; http or https. */
  readonly url: string
  /** Of the running program, where neither file nor source says. */
  readonly revision?: string
  /** How paths of this repository begin in profiles; that part is not in the repository. */
  readonly under?: string
}

export interface SourceKnowledge {
  readonly repository?: SourceRepository | undefined
  /** As the profile or its source names it: a commit, a tag. */
  readonly revision?: string | undefined
  /** "go1.26.8" */
  readonly runtime?: string | undefined
}

export function sourceLink(place: string, known: SourceKnowledge): string | undefined {
  const { path, line } = placeOf(place)
  if (path === '' || path.split('/').includes('..')) return undefined
  return ofRepository(path, line, known) ?? ofModule(path, line) ?? ofGo(path, line, known.runtime)
}

function placeOf(place: string): { readonly path: string; readonly line: number } {
  const [, path = place, line = '0'] = /^(.*?):(\d{1,9})$/.exec(place) ?? []
  return { path: path.replaceAll('\\', '/'), line: Number(line) }
}

function ofRepository(path: string, line: number, { repository, revision }: SourceKnowledge): string | undefined {
  if (!repository) return undefined
  const { url, under = '' } = repository
  const at = revision ?? repository.revision
  if (!path.startsWith(under) || !/^https?:\/\//.test(url)) return undefined
  const inside = path.slice(under.length).replace(/^\.?\//, '')
  // An absolute path is one of the machine that built it; without `under` nobody says where the repository begins in it.
  if (inside === '' || (under === '' && /^(\/|[a-z]:\/)/i.test(path)) || inside.includes('@')) return undefined
  if (at === undefined && url.includes('{revision}')) return undefined
  return withLine(url.replaceAll('{revision}', encoded(at ?? '')).replaceAll('{path}', encoded(inside)), line)
}

/** "github.com/jackc/pgx/v5@v5.7.1/conn.go", with or without the folder of the module cache before it. */
function ofModule(path: string, line: number): string | undefined {
  const found = /(?:^|\/pkg\/mod\/)github\.com\/([\w.!-]+)\/([\w.!-]+)(?:\/v\d+)?@(v[\w.+-]+)\/(.+)$/.exec(path)
  const [, owner, name, version, inside] = found ?? []
  if (owner === undefined || name === undefined || version === undefined || inside === undefined) return undefined
  // A version that names a commit ends with it: v0.0.0-20240102030405-0123456789ab.
  const at = /-\d{14}-([0-9a-f]{12})$/.exec(version)?.[1] ?? version.replace(/\+incompatible$/, '')
  const plain = (text: string): string => text.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return withLine(
    `https://github.com/${plain(owner)}/${plain(name)}/blob/${encoded(at)}/${encoded(inside)}#L{line}`,
    line,
  )
}

/** Go's own files, as the compiler names them with -trimpath or in its usual folder. */
function ofGo(path: string, line: number, runtime = ''): string | undefined {
  const version = /^go1\.\d+(\.\d+|rc\d+)?/.exec(runtime)?.[0]
  const inside =
    /^\/usr\/local\/go\/src\/(.+\.(?:go|s))$/.exec(path)?.[1] ?? /^[^/.][^.]*\/[^/]+\.(?:go|s)$/.exec(path)?.[0]
  if (version === undefined || inside === undefined || !standard.go.includes(inside.split('/')[0] ?? ''))
    return undefined
  return withLine(`https://github.com/golang/go/blob/${version}/src/${encoded(inside)}#L{line}`, line)
}

/** Without a line the address ends before what is for it. */
function withLine(url: string, line: number): string {
  return line > 0 ? url.replaceAll('{line}', String(line)) : url.replace(/[#?&][^#?&]*\{line\}.*$/, '')
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
