/** Task: two files → their difference, tested and laid out, with the product's own code; then what a person does with it. */
import { readFileSync } from 'node:fs'
import { compareView } from '../../core/diff/compareView.ts'
import { DiffDrawing } from '../../core/diff/diffBoxes.ts'
import { drawableOf } from '../../core/diff/evidence.ts'
import { rankChanges } from '../../core/diff/rankChanges.ts'
import { readFile } from '../../core/formats/readFile.ts'
import { buildCallTree } from '../../core/profile/buildCallTree.ts'
import { pathOfNode } from '../../core/profile/framePath.ts'
import { explainLoadError } from '../../core/base/result.ts'
import type { MeasuredView } from '../../core/window/windowProfiles.ts'
import { median, timed } from './timed.ts'
import type { TaskResult } from './taskResult.ts'

const seconds = 600
const pane = { widthPx: 1000, focus: [] } as const

export async function run(basePath: string, headPath: string): Promise<TaskResult> {
  const startedAt = performance.now()
  const base = await opened(basePath)
  const head = await opened(headPath)
  const openedAt = performance.now()
  const view = compareView({
    base,
    head,
    baseBlocks: [],
    headBlocks: [],
    exposure: { base: seconds, head: seconds, comparable: true },
    separateRuns: false,
  })
  const { changes } = rankChanges(new Map([['cpu', view]]))
  const comparedAt = performance.now()
  const drawing = new DiffDrawing(drawableOf(view))
  drawing.boxes({ ...pane, mode: 'absolute', width: 'union' })
  const drawnAt = performance.now()
  if (changes.length === 0) throw new Error('two different windows, and nothing found')
  const { union } = view.aligned
  const clicks = [5, 8, 11, 14].map((node) => pathOfNode(union, Math.min(union.length - 1, node)))
  drawing.boxes({ ...pane, mode: 'share', width: 'union' })
  return {
    ms: drawnAt - startedAt,
    parts: {
      open: openedAt - startedAt,
      compare: comparedAt - openedAt,
      draw: drawnAt - comparedAt,
      mode: median(
        (['absolute', 'share', 'absolute', 'share'] as const).map((mode) =>
          timed(() => drawing.boxes({ ...pane, mode, width: 'union' })),
        ),
      ),
      zoomDifference: median(
        clicks.map((focus) => timed(() => drawing.boxes({ ...pane, focus, mode: 'absolute', width: 'union' }))),
      ),
    },
    total: head.total - base.total,
    nodes: union.length - 1,
  }
}

async function opened(path: string): Promise<MeasuredView> {
  const parsed = await readFile(readFileSync(path), { fileName: path, maxInflatedBytes: 2e9 })
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const { profile } = parsed.value.parts[0]!
  const part = { profile, column: profile.valueTypes.length - 1 }
  const tree = buildCallTree(profile, { column: part.column, unit: 'nanoseconds' })
  return {
    state: 'measured',
    kind: 'cpu',
    tree,
    total: tree.total[0]!,
    samples: tree.totalSamples[0]!,
    covered: [],
    coveredSeconds: seconds,
    how: { id: 'timeless', count: 1, seconds, given: true },
    leftOut: [],
    cautions: [],
    files: [path],
    parts: [part],
  }
}
