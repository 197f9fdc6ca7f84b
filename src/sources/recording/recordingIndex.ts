/** The recordings of a folder, listed in its index.json: what a newcomer can open. */
import { err, ok, type Result } from '../../core/base/result.ts'
import { Mistakes, parseJson, rootField } from '../decode.ts'
import type { ReadContext, SourceError } from '../source.ts'
import type { Folder } from './folder.ts'
import { unsafePathReason } from './safePath.ts'

interface IndexedRecording {
  /** Folder of the recording, relative to the index, ending in "/". */
  readonly path: string
  readonly service: string
  readonly title?: string
  readonly runtime?: string
  /** Shipped to show what there is to see: nobody's own service. */
  readonly sample?: true
}

export interface RecordingIndex {
  readonly recordings: readonly IndexedRecording[]
  readonly mistakes: readonly string[]
}

const todo = 'write it again with the command in e2e/workloads, or open a recording by its own address'

function parseIndex(text: string, where: string): Result<RecordingIndex> {
  const json = parseJson(text, where, todo)
  if (!json.ok) return json
  const mistakes = new Mistakes()
  const root = rootField(json.value, mistakes)
  if (root.get('format').value !== 'trifold-recording-index' || root.get('version').value !== 1)
    return err({ code: 'malformed', where, what: 'it is no recording index of version 1', todo })
  const recordings = root.get('recordings').list((entry): IndexedRecording | undefined => {
    if (!entry.isObject()) return undefined
    const path = entry.get('path').text(500)
    if (path === undefined) return entry.wrong('has no "path"')
    const unsafe = unsafePathReason(path)
    if (unsafe !== undefined) return entry.get('path').wrong(unsafe)
    const title = entry.get('title').said(500)
    const runtime = entry.get('runtime').text(200)
    return {
      path: path.endsWith('/') ? path : `${path}/`,
      service: entry.get('service').said(200) ?? path.replace(/\/$/, ''),
      ...(title === undefined ? {} : { title }),
      ...(runtime === undefined ? {} : { runtime }),
      ...(entry.get('sample').value === true ? { sample: true as const } : {}),
    }
  })
  return ok({ recordings, mistakes: mistakes.messages })
}

export async function openIndex(folder: Folder, context?: ReadContext): Promise<Result<RecordingIndex, SourceError>> {
  const file = await folder.read('index.json', context)
  return file.ok ? parseIndex(new TextDecoder().decode(file.value), `${folder.name}/index.json`) : file
}
