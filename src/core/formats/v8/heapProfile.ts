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
  const sampled = sampledByNode(file?.['samples'])
  const builder = new ProfileBuilder([
    { type: 'inuse_space', unit: 'bytes' },
    ...(sampled.size > 0 ? [{ type: 'inuse_samples', unit: 'count' }] : []),
  ])
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
    if (size !== 0) {
      const row = builder.addToSample(stack, size)
      if (sampled.size > 0) builder.addValue(row, 1, sampled.get(asNumber(node['id']) ?? -1) ?? 0)
    }
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

/** One entry for each object that was sampled and is still held. Old versions of V8 do not list them. */
function sampledByNode(samples: unknown): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const sample of asArray(samples)) {
    const node = asNumber(asRecord(sample)?.['nodeId'])
    if (node !== undefined) found.set(node, (found.get(node) ?? 0) + 1)
  }
  return found
}
