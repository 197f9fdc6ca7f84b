/** Task: the same work as `open` in the usual way: pprof-format decodes to objects, a nested object per node is aggregated. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import type { TaskResult } from './task.ts'

interface Node {
  self: number
  total: number
  readonly children: Map<string, Node>
}

export function run(path: string): TaskResult {
  const startedAt = performance.now()
  const profile = Profile.decode(gunzipSync(readFileSync(path)))
  const decodedAt = performance.now()
  const functions = new Map(
    profile.function.map((each) => [Number(each.id), profile.stringTable.strings[Number(each.name)]!]),
  )
  const names = new Map(
    profile.location.map((each) => [Number(each.id), each.line.map((line) => functions.get(Number(line.functionId))!)]),
  )
  const column = profile.sampleType.length - 1
  const root: Node = { self: 0, total: 0, children: new Map() }
  let nodes = 0
  for (const sample of profile.sample) {
    const value = Number(sample.value[column])
    let node = root
    root.total += value
    for (const id of sample.locationId.toReversed()) {
      for (const name of names.get(Number(id))!.toReversed()) {
        let child = node.children.get(name)
        if (!child) {
          child = { self: 0, total: 0, children: new Map() }
          node.children.set(name, child)
          nodes++
        }
        child.total += value
        node = child
      }
    }
    node.self += value
  }
  const endedAt = performance.now()
  return {
    ms: endedAt - startedAt,
    parts: { decode: decodedAt - startedAt, tree: endedAt - decodedAt },
    total: root.total,
    nodes,
  }
}
