/** V8's sampled heap (`.heapprofile`): a tree of calls with the bytes each holds, already scaled up from the samples. */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { asArray, asNumber, asRecord, asText, readJson } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'
import { v8Frame } from './callFrame.ts'

export const readHeapProfile: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = asRecord(json.value)
  const builder = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
  const waiting: { readonly node: unknown; readonly parent: number }[] = [{ node: file?.['head'], parent: -1 }]
  let nodes = 0
  while (waiting.length > 0) {
    const next = waiting.pop()!
    const node = asRecord(next.node)
    const callFrame = asRecord(node?.['callFrame'])
    if (node === undefined || callFrame === undefined) continue
    nodes += 1
    const isRoot = asText(callFrame['functionName']) === '(root)'
    const stack = isRoot ? next.parent : builder.stack(next.parent, v8Frame(builder, callFrame))
    const size = asNumber(node['selfSize']) ?? 0
    if (size !== 0) builder.addToSample(stack, size)
    for (const child of asArray(node['children'])) waiting.push({ node: child, parent: stack })
  }
  if (nodes === 0) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it looks like a V8 heap profile without its tree of calls',
      todo: 'record it again with `node --heap-prof`',
    })
  }
  builder.note(
    'what was held when it was stopped; recorded with objects collected by the GC included, it is what was allocated, and the file does not say so',
  )
  const profile = builder.finish({ format: 'heapprofile', emitter: 'V8', runtime: 'v8' })
  return ok({ format: 'heapprofile', parts: [{ kind: 'heap', covers: 'gauge', profile }], facts: {} })
}
