/** Task: file → tree with the product's own code, then what a person does with it. */
import { readFileSync } from 'node:fs'
import { readFile } from '../../core/formats/readFile.ts'
import { buildCallTree } from '../../core/profile/buildCallTree.ts'
import { pathOfNode } from '../../core/profile/framePath.ts'
import { buildFunctionTable } from '../../core/profile/functions.ts'
import { buildSandwich } from '../../core/profile/sandwich.ts'
import { topFunctions } from '../../core/profile/topTable.ts'
import { visibleFrames } from '../../core/draw/visibleFrames.ts'
import { explainLoadError } from '../../core/base/result.ts'
import type { CallTree } from '../../core/profile/callTree.ts'
import { median, timed } from './timed.ts'
import type { TaskResult } from './taskResult.ts'

export async function run(path: string): Promise<TaskResult> {
  const startedAt = performance.now()
  const cpuBefore = process.cpuUsage()
  const parsed = await readFile(readFileSync(path), { fileName: path, maxInflatedBytes: 2e9 })
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const { profile } = parsed.value.parts[0]!
  const decodedAt = performance.now()
  const tree = buildCallTree(profile, { column: profile.valueTypes.length - 1, unit: 'nanoseconds' })
  const builtAt = performance.now()
  const cpu = process.cpuUsage(cpuBefore)
  return {
    ms: builtAt - startedAt,
    // What a person does with it afterwards is measured below, and is no part of opening.
    cpuMs: (cpu.user + cpu.system) / 1000,
    parts: { decode: decodedAt - startedAt, tree: builtAt - decodedAt, ...measureInteractions(tree) },
    total: tree.total[0]!,
    nodes: tree.length - 1,
  }
}

function measureInteractions(tree: CallTree): Record<string, number> {
  // Nodes a person would click: wide ones, at growing depth.
  const clicks = [0, 1, 2, 3, 4, 5, 6].map((step) => pathOfNode(tree, Math.min(tree.length - 1, 5 + step * 3)))
  const pane = { widthPx: 1000, foldChains: true } as const
  const common = topFunctions(tree, { by: 'total', limit: 9 })
  return {
    zoom: median(clicks.map((focus) => timed(() => visibleFrames(tree, { ...pane, focus })))),
    search: median(
      ['j', 'js', 'jso', 'json', 'json.', 'method12'].map((text) =>
        timed(() => visibleFrames(tree, { ...pane, focus: [], search: { text, isRegex: false } })),
      ),
    ),
    regex: median(
      ['j', 'js.*', 'json\\.', '(json|http)', 'Type\\d+\\)\\.method1.*9$'].map((text) =>
        timed(() => visibleFrames(tree, { ...pane, focus: [], search: { text, isRegex: true } })),
      ),
    ),
    hover: median(common.map(({ name }) => timed(() => buildSandwich(tree, name)))),
    functions: median(
      [0, 1, 2].map(() =>
        timed(() => topFunctions(tree, { by: 'self', limit: 20, functions: buildFunctionTable(tree) })),
      ),
    ),
  }
}
