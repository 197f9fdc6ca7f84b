import { expect, test } from 'vitest'
import type { ViewKind } from '../../core/base/vocabulary.ts'
import { heapModeOf } from './heapMode.ts'

const has =
  (...kinds: readonly ViewKind[]) =>
  (kind: ViewKind): boolean =>
    kinds.includes(kind)
const both = has('heap_live', 'heap_alloc')

test('what was chosen is shown, wherever the verdict points', () => {
  expect(heapModeOf('live', { lookAt: 'heap_alloc', has: both })).toBe('live')
  expect(heapModeOf('both', { lookAt: 'heap_live', has: both })).toBe('both')
})

test('without a choice the pane follows the verdict', () => {
  expect(heapModeOf(undefined, { lookAt: 'heap_alloc', has: both })).toBe('alloc')
  expect(heapModeOf(undefined, { lookAt: 'heap_live', has: both })).toBe('live')
  expect(heapModeOf(undefined, { lookAt: 'cpu', has: both })).toBe('live')
})

test('a side without data gives way to one that has some', () => {
  expect(heapModeOf(undefined, { lookAt: 'heap_live', has: has('heap_alloc') })).toBe('alloc')
  expect(heapModeOf(undefined, { lookAt: 'heap_alloc', has: has('heap_live') })).toBe('live')
  expect(heapModeOf(undefined, { lookAt: 'none', has: has() })).toBe('live')
})
