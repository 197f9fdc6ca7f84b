/** Trees of boxes as nested JSON: `{name, value, children}`, value with everything below it. Walked without recursion. */
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { asArray, asNumber, asRecord, type JsonRecord } from '../json.ts'

/** @param frameOf the frame of a node; undefined: it stands for no function and what it holds stands in its place */
export function addTree(
  builder: ProfileBuilder,
  root: JsonRecord,
  frameOf: (node: JsonRecord) => number | undefined,
): void {
  const open: { readonly node: JsonRecord; readonly under: number }[] = [{ node: root, under: -1 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, under } = next
    const frame = frameOf(node)
    const stack = frame === undefined ? under : builder.stack(under, frame)
    let self = asNumber(node['value']) ?? 0
    for (const value of asArray(node['children'])) {
      const child = asRecord(value)
      if (child === undefined) continue
      self -= asNumber(child['value']) ?? 0
      open.push({ node: child, under: stack })
    }
    if (self > 0) builder.addToSample(stack, self)
  }
}
