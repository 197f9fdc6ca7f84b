import { describe, expect, it } from 'vitest'
import type { LiveHeapPoint } from '../formats/parsedFile.ts'
import { apart, inTurn, lessThorough, usableCollections } from './liveSeries.ts'

const at = (second: number, mb: number, collection: LiveHeapPoint['collection'] = 'full'): LiveHeapPoint => ({
  timeMs: second * 1000,
  bytes: mb * 1e6,
  collection,
})
const seconds = (points: readonly LiveHeapPoint[]): readonly number[] => points.map(({ timeMs }) => timeMs / 1000)

describe('collections that several files tell of', () => {
  it('are one line: of two files over the same time the longer one, not both', () => {
    const recording = [at(0, 7), at(24.8, 62)]
    const log = [at(2.6, 7), at(27, 62)]
    expect(seconds(inTurn([log, recording]))).toEqual([0, 24.8])
  })
  it('are joined where the files follow each other, as a rotated log does, and readings of moments are', () => {
    expect(seconds(inTurn([[at(30, 3), at(50, 4)], [], [at(0, 1), at(20, 2)]]))).toEqual([0, 20, 30, 50])
    expect(seconds(inTurn([[at(30, 3)], [at(0, 1)], [at(20, 2)]]))).toEqual([0, 20, 30])
  })
})

it('what lies above those that are used is what cleaned less', () => {
  const [full, mixed, young] = [at(0, 4), at(5, 9, 'mixed'), at(7, 12, 'young')]
  expect(lessThorough([young, full, mixed], [full])).toEqual([mixed, young])
  expect(lessThorough([young, full, mixed], [full, mixed])).toEqual([young])
  expect(lessThorough([young], [young])).toEqual([])
})

describe('levels of one moment', () => {
  it('are one of few: between two of them nothing grows', () => {
    expect(seconds(apart([at(0, 4), at(15.4, 13), at(15.6, 13)]))).toEqual([0, 15.6])
    expect(seconds(apart([at(0, 4), at(0.5, 4), at(15.6, 13)]))).toEqual([0, 15.6])
    expect(seconds(usableCollections([at(0, 4), at(0.2, 4), at(10, 30, 'young'), at(20, 9)]))).toEqual([0, 20])
  })
  it('stay where the moments differ, or are many', () => {
    expect(seconds(apart([at(0, 4), at(8, 9), at(15.6, 13)]))).toEqual([0, 8, 15.6])
    const dense = Array.from({ length: 60 }, (_, index) => at(index, index))
    expect(apart(dense)).toHaveLength(60)
  })
})
