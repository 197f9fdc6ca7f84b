import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { ms, pools, read, types } from '../../testing/drawnShop.ts'

const keys = [1, 200, 70_000, 3_000_000, 2 ** 28 + 1, 2 ** 35, 2 ** 45, 2 ** 47, 2 ** 52, 2n ** 60n, -5n]
const lines = [0, 200, 70_000, 3_000_000, -1]
const indices = [3, 300, 2 ** 20, -1]
const typeKeys = [1, 70]

const drawn = {
  pools: {
    ...pools,
    'jdk.types.Symbol': [[1, 'shop/Shop'] as const, ...keys.map((_, at) => [10 + at, `method${at}`] as const)],
    'java.lang.Class': [[1, 1, 0] as const],
    'jdk.types.Method': keys.map((key, at) => [key, 1, 10 + at] as const),
    'jdk.types.FrameType': typeKeys.map((key) => [key, 'JIT compiled'] as const),
    'jdk.types.StackTrace': keys.map(
      (_, from) =>
        [
          from + 1,
          0,
          // Each method first and last, beside numbers of every length.
          [...keys.slice(from), ...keys.slice(0, from + 1)].map((key, at) => [
            key,
            lines[(from + at) % lines.length],
            indices[(from + at) % indices.length],
            typeKeys[at % typeKeys.length],
          ]),
        ] as const,
    ),
  },
  events: keys.flatMap((_, at) => [1, 2].map((time) => ['jdk.ExecutionSample', ms(10 * time), 1, at + 1, 2] as const)),
}
const names = keys.map((_, at) => `shop.Shop.method${at}`)
const expected = names.map((_, from) => [...names.slice(from), ...names.slice(0, from + 1)].toReversed().join(';'))

describe('frames of a stack', () => {
  it.each([
    ['as recorders write them', 'method lineNumber bytecodeIndex type'],
    ['in another order', 'type lineNumber method bytecodeIndex'],
  ])('are the same methods however many bytes their numbers have, %s', (_, order) => {
    const at = order.split(' ').map((name) => types['jdk.types.StackFrame']!.findIndex((field) => field.name === name))
    const reordered = {
      ...drawn,
      types: { ...types, 'jdk.types.StackFrame': at.map((field) => types['jdk.types.StackFrame']![field]!) },
      pools: {
        ...drawn.pools,
        'jdk.types.StackTrace': drawn.pools['jdk.types.StackTrace'].map(
          ([key, truncated, frames]) =>
            [key, truncated, frames.map((frame) => at.map((field) => frame[field]))] as const,
        ),
      },
    }
    for (const compressed of [true, false]) {
      const { parts } = read({ ...reordered, compressed })
      const stacks = drawStacks(parts[0]!.profile).map((line) => line.split(' ')[1])
      expect([...new Set(stacks)]).toEqual(expected)
    }
  })
})
