/** What holds of every answer, whatever was asked with. A problem is a sentence; undefined means that all is well. */
import type { LoadError, Result } from '../../core/base/result.ts'
import type { ParsedFile } from '../../core/formats/parsedFile.ts'
import type { CallTree } from '../../core/profile/callTree.ts'
import type { Profile } from '../../core/profile/profile.ts'

export function errorProblem(result: Result<unknown>): string | undefined {
  if (result.ok) return undefined
  const { what, where, todo }: LoadError = result.error
  if (what === '' || todo === '') return 'an error without a sentence'
  return typeof where === 'string' && !/\bat .*:\d+:\d+|\[object |undefined/.test(`${what} ${todo}`)
    ? undefined
    : `an error that is no sentence for people: ${what}`
}

export function fileProblem({ parts }: ParsedFile): string | undefined {
  for (const { profile, window } of parts) {
    const problem = profileProblem(profile) ?? (window ? figureProblem(window, 'window') : undefined)
    if (problem !== undefined) return problem
    if (window && (Math.abs(window.fromMs) > 8.64e15 || Math.abs(window.untilMs) > 8.64e15))
      return 'a window beyond what Date holds'
    // Only formats that write differences have negative amounts, and say so.
    const mayFall = profile.meta.signed === true
    const falls = profile.samples.values.some((column) => column.some((value) => value < 0))
    if (profile.samples.values.some((column) => column.some((value) => Math.abs(value) > 2 ** 63)))
      return 'an amount beyond any counter'
    if (falls && !mayFall) return 'a negative amount'
  }
  return undefined
}

function profileProblem({
  frames,
  stacks,
  samples,
  strings,
  threads,
  labelSets,
  valueTypes,
  meta,
}: Profile): string | undefined {
  if (samples.values.length !== valueTypes.length) return 'columns that do not match their types'
  for (const column of samples.values) {
    if (column.length < samples.length) return 'a column that is too short'
    let sum = 0
    for (let row = 0; row < samples.length; row++) sum += column[row] ?? Number.NaN
    if (!Number.isFinite(sum)) return 'a total that is not finite'
  }
  const within = (column: Int32Array | undefined, length: number, from: number, limit: number): boolean => {
    for (let row = 0; column && row < length; row++) {
      const index = column[row] ?? limit
      if (index < from || index >= limit) return false
    }
    return true
  }
  if (!within(samples.stack, samples.length, -1, stacks.length)) return 'a sample of no stack'
  if (!within(samples.thread, samples.length, -1, threads.length)) return 'a sample of no thread'
  if (!within(samples.labelSet, samples.length, -1, labelSets.length)) return 'a sample of no label set'
  if (!within(stacks.frame, stacks.length, 0, frames.length)) return 'a stack of no frame'
  if (!within(frames.name, frames.length, 0, strings.length)) return 'a frame without a name'
  if (!within(frames.file, frames.length, 0, strings.length)) return 'a frame of no file'
  for (let row = 0; row < stacks.length; row++) if ((stacks.prefix[row] ?? row) >= row) return 'a stack below itself'
  for (const time of samples.timeMs?.subarray(0, samples.length) ?? [])
    // NaN: that sample does not say when.
    if (Math.abs(time) > 8.64e15) return 'a time beyond what Date holds'
  if (meta.startMs !== undefined && !(Math.abs(meta.startMs) <= 8.64e15)) return 'a start beyond what Date holds'
  if (meta.durationMs !== undefined && !(meta.durationMs >= 0 && meta.durationMs <= 8.64e15))
    return 'a duration that is none'
  return undefined
}

export function treeProblem(tree: CallTree): string | undefined {
  for (let node = 0; node < tree.length; node++) {
    const end = tree.subtreeEnd[node] ?? 0
    if (end <= node || end > tree.length) return 'a subtree that ends nowhere'
    if (node > 0 && (tree.parent[node] ?? node) >= node) return 'a node above its parent'
    if (!Number.isFinite(tree.total[node]) || !Number.isFinite(tree.self[node])) return 'a figure that is not finite'
  }
  return undefined
}

/** No figure of an answer is NaN or infinite, at any depth; only an interval may be open, on the side that is. */
export function figureProblem(value: unknown, at: string, depth = 0): string | undefined {
  if (value === -Infinity && at.endsWith('.low')) return undefined
  if (value === Infinity && at.endsWith('.high')) return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${at} is ${value}`
  if (typeof value !== 'object' || value === null || depth > 30) return undefined
  // Columns say NaN where a function is not in a view.
  if (ArrayBuffer.isView(value)) return undefined
  for (const [key, part] of Object.entries(value)) {
    const problem = figureProblem(part, `${at}.${key}`, depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}
