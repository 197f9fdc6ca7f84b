/** The list of a folder's recordings, for a folder that has none of its own: what was recorded last stands first. */
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { recordingFileName } from '../../sources/recording/recording.ts'
import { unsafePathReason } from '../../sources/recording/safePath.ts'

export const indexFileName = 'index.json'

/** A folder with more is read all the same; the list of it is of no use to anybody. */
const mostListed = 1000
/** The description of a recording; its profiles are beside it. */
const mostBytes = 4_000_000

interface Listed {
  readonly entry: {
    readonly path: string
    readonly service: string
    readonly title?: string
    readonly runtime?: string
  }
  readonly writtenMs: number
}

/** Worked out anew each time it is asked for: recordings come and go while the server runs. */
export async function recordingIndexOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name)
  const found = await Promise.all(names.slice(0, mostListed).map((name) => listed(folder, name)))
  const recordings = found
    .flatMap((one) => (one ? [one] : []))
    .sort((a, b) => b.writtenMs - a.writtenMs || (a.entry.path < b.entry.path ? -1 : 1))
    .map(({ entry }) => entry)
  return `${JSON.stringify({ format: 'trifold-recording-index', version: 1, recordings }, null, 1)}\n`
}

/** Undefined for a folder that is no recording; a damaged one is listed by its name, and says itself what is wrong when it is opened. */
async function listed(folder: string, name: string): Promise<Listed | undefined> {
  if (unsafePathReason(name) !== undefined) return undefined
  const path = join(folder, name, recordingFileName)
  try {
    const found = await stat(path)
    // A pipe in its place would never be read to its end.
    if (!found.isFile()) return undefined
    const { mtimeMs, size } = found
    const about: unknown = size > mostBytes ? {} : parsed(await readFile(path, 'utf8'))
    const text = (key: string): string | undefined => {
      const value: unknown = typeof about === 'object' && about !== null ? Reflect.get(about, key) : undefined
      return typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined
    }
    const [title, runtime] = [text('title'), text('runtime')]
    return {
      entry: {
        path: `${name}/`,
        service: text('service') ?? name,
        ...(title === undefined ? {} : { title }),
        ...(runtime === undefined ? {} : { runtime }),
      },
      writtenMs: mtimeMs,
    }
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
