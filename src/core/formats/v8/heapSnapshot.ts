/**
 * V8's heap snapshot: every object of the heap. Only their sizes are added up, by type and, for plain objects, by the name of
 * their class: a snapshot also holds every string of the program, and none of them enters the model.
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { asArray, asIndex, asNumber, asRecord, asText, readJson } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'

const maxBytes = 128 * 1024 * 1024

/** Types whose name is that of a class or a function, not content. */
const namedTypes = new Set(['object', 'native', 'closure'])

export const readHeapSnapshot: FormatReader = (bytes, options) => {
  const malformed = (what: string): ReturnType<FormatReader> =>
    err({ code: 'malformed', where: options.fileName, what, todo: 'take the snapshot again' })
  if (bytes.length > maxBytes) {
    return err({
      code: 'too-large',
      where: options.fileName,
      what: `the heap snapshot has ${Math.round(bytes.length / 1e6)} MB, and at most ${Math.round(maxBytes / 1e6)} MB are read`,
      todo: 'take a sampled heap instead (`node --heap-prof`), which also names the call sites',
    })
  }
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = asRecord(json.value)
  const meta = asRecord(asRecord(file?.['snapshot'])?.['meta'])
  const fields = asArray(meta?.['node_fields'])
  const [typeNames] = asArray(meta?.['node_types'])
  const types = asArray(typeNames)
  const [typeAt, nameAt, sizeAt] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field))
  const nodes = asArray(file?.['nodes'])
  const strings = asArray(file?.['strings'])
  if (typeAt! < 0 || nameAt! < 0 || sizeAt! < 0 || nodes.length === 0) {
    return malformed('it looks like a V8 heap snapshot, but does not say where its sizes are')
  }
  const builder = new ProfileBuilder([
    { type: 'inuse_space', unit: 'bytes' },
    { type: 'inuse_objects', unit: 'count' },
  ])
  for (let at = 0; at + fields.length <= nodes.length; at += fields.length) {
    const type = asText(types[asIndex(nodes[at + typeAt!], types.length) ?? -1]) ?? 'unknown'
    const size = asNumber(nodes[at + sizeAt!]) ?? 0
    if (size <= 0) continue
    let stack = builder.stack(-1, builder.frame(`(${type})`))
    if (namedTypes.has(type)) {
      const name = asText(strings[asIndex(nodes[at + nameAt!], strings.length) ?? -1]) ?? ''
      stack = builder.stack(stack, builder.frame(className(name)))
    }
    builder.addValue(builder.addToSample(stack, size), 1, 1)
  }
  builder.note('a heap snapshot knows classes, not call sites; its strings were not read')
  const profile = builder.finish({ format: 'heapsnapshot', emitter: 'V8', runtime: 'v8' })
  return ok({ format: 'heapsnapshot', parts: [{ kind: 'heap', covers: 'gauge', profile }], facts: {} })
}

/** Native nodes are named like `system / Context` or `Node / Buffer`; anything longer than a class name is content. */
function className(name: string): string {
  if (name === '') return '(anonymous)'
  return /^[\w$ ./<>#:[\]()-]{1,80}$/.test(name) ? name.replace(/ \/ .{40,}$/, ' / …') : '(other)'
}
