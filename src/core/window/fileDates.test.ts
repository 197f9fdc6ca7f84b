import { describe, expect, it } from 'vitest'
import { provenDates } from './fileDates.ts'

const dates = (...files: readonly (readonly [name: string, seconds: number])[]) => [
  ...provenDates(files.map(([name, seconds]) => ({ name, dateMs: 1_800_000_000_000 + seconds * 1000 }))).keys(),
]

describe('dates of files', () => {
  it('count where a series lies apart and agrees with its names, by number and not by letter', () => {
    expect(dates(['dump-2.txt', 0], ['dump-10.txt', 5])).toEqual(['dump-2.txt', 'dump-10.txt'])
  })
  it('count where words say the order, too', () => {
    expect(dates(['before.heapsnapshot', 0], ['after.heapsnapshot', 60])).toHaveLength(2)
    expect(dates(['heap-a.pickle', 0], ['heap-b.pickle', 60])).toHaveLength(2)
    expect(dates(['sn/a.heapsnapshot', 0], ['sn/b.heapsnapshot', 60])).toHaveLength(2)
    expect(dates(['heap_start.json', 0], ['heap_end.json', 60])).toHaveLength(2)
  })
  it('do not where words contradict them, or are only parts of words or folders', () => {
    expect(dates(['before.heapsnapshot', 60], ['after.heapsnapshot', 0])).toEqual([])
    expect(dates(['a/heap.pickle', 0], ['b/heap.pickle', 60])).toEqual([])
    expect(dates(['restart.log', 0], ['backend.log', 60])).toEqual([])
    expect(dates(['svc-api.txt', 0], ['svc-web.txt', 60])).toEqual([])
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
