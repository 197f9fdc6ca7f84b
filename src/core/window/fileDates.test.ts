import { describe, expect, it } from 'vitest'
import { provenDates } from './fileDates.ts'

const dates = (...files: readonly (readonly [name: string, seconds: number])[]) => [
  ...provenDates(files.map(([name, seconds]) => ({ name, dateMs: 1_800_000_000_000 + seconds * 1000 }))).keys(),
]

describe('dates of files', () => {
  it('count where a series lies apart and agrees with its names, by number and not by letter', () => {
    expect(dates(['dump-2.txt', 0], ['dump-10.txt', 5])).toEqual(['dump-2.txt', 'dump-10.txt'])
  })
  it('do not where one copy wrote them all', () => {
    expect(dates(['heap-1', 0], ['heap-2', 0.004], ['heap-3', 0.009])).toEqual([])
  })
  it('do not where they contradict the names', () => {
    expect(dates(['heap-1', 60], ['heap-2', 0])).toEqual([])
  })
  it('do not for a file of its own, whose date may be that of a download', () => {
    expect(dates(['gc.log', 0], ['cpu.svg', 90])).toEqual([])
  })
  it('do for a file of its own beside a series that proved itself, and not for one of another day', () => {
    expect(dates(['jstack-1', 0], ['jstack-2', 30], ['gc.log', 40], ['old.log', -86_400])).toEqual([
      'jstack-1',
      'jstack-2',
      'gc.log',
    ])
  })
  it('of one series say nothing for another that is out of order', () => {
    expect(dates(['a-1', 0], ['a-2', 10], ['b-1', 10], ['b-2', 0])).toEqual(['a-1', 'a-2'])
  })
})
