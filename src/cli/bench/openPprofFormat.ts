/** Task: the same work as `open` in the usual way: pprof-format decodes to objects, a nested object per node is aggregated. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import type { TaskResult } from './taskResult.ts'

export interface ObjectTree {
  readonly root: Node
  nodes: number
}

interface Node {
  self: number
  total: number
  readonly children: Map<string, Node>
}

export const emptyTree = (): ObjectTree => ({ root: { self: 0, total: 0, children: new Map() }, nodes: 0 })

export const decoded = (path: string): Profile => Profile.decode(gunzipSync(readFileSync(path)))

export function run(path: string): TaskResult {
  const startedAt = performance.now()
  const profile = decoded(path)
  const decodedAt = performance.now()
  const tree = emptyTree()
  addSamples(tree, profile, 1)
  const endedAt = performance.now()
  return {
    ms: endedAt - startedAt,
    parts: { decode: decodedAt - startedAt, tree: endedAt - decodedAt },
    total: tree.root.total,
    nodes: tree.nodes,
  }
}

/** `scale` −1 subtracts. */
export function addSamples(tree: ObjectTree, profile: Profile, scale: number): void {
  const functions = new Map(
    profile.function.map((each) => [Number(each.id), profile.stringTable.strings[Number(each.name)]!]),
  )
  const names = new Map(
    profile.location.map((each) => [Number(each.id), each.line.map((line) => functions.get(Number(line.functionId))!)]),
  )
  const column = profile.sampleType.length - 1
  const { root } = tree
  for (const sample of profile.sample) {
    const value = Number(sample.value[column]) * scale
    let node = root
    root.total += value
    for (const id of sample.locationId.toReversed()) {
      for (const name of names.get(Number(id))!.toReversed()) {
        let child = node.children.get(name)
        if (!child) {
          child = { self: 0, total: 0, children: new Map() }
          node.children.set(name, child)
          tree.nodes++
        }
        child.total += value
        node = child
      }
    }
    node.self += value
  }
}
