import { describe, expect, it } from 'vitest'
import { measuredUses } from './fleet/measures.ts'
import { chooseTypes, runtimeOfTypes, viewsOfTypes } from './profileTypes.ts'

/** What each runtime's SDK or agent sends, by the documentation. */
const sent = {
  go: [
    'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    'process_cpu:samples:count:cpu:nanoseconds',
    'memory:alloc_objects:count:space:bytes',
    'memory:alloc_space:bytes:space:bytes',
    'memory:inuse_objects:count:space:bytes',
    'memory:inuse_space:bytes:space:bytes',
    'mutex:contentions:count:contentions:count',
    'mutex:delay:nanoseconds:contentions:count',
    'block:delay:nanoseconds:contentions:count',
    'goroutines:goroutine:count:goroutine:count',
  ],
  jvm: [
    'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    'wall:wall:nanoseconds:wall:nanoseconds',
    'memory:alloc_in_new_tlab_bytes:bytes:space:bytes',
    'memory:alloc_outside_tlab_bytes:bytes:space:bytes',
    'memory:live:count:objects:count',
    'mutex:delay:nanoseconds:mutex:count',
    'block:delay:nanoseconds:block:count',
  ],
  dotnet: [
    'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    'alloc:alloc_size:bytes:cpu:nanoseconds',
    'heap:inuse_space:bytes:cpu:nanoseconds',
    'lock:lock_time:nanoseconds:cpu:nanoseconds',
  ],
  v8: [
    'wall:cpu:nanoseconds:wall:nanoseconds',
    'wall:wall:nanoseconds:wall:nanoseconds',
    'memory:inuse_space:bytes:inuse_space:bytes',
  ],
} as const

describe('profile types', () => {
  it('fill the views their runtime can fill, and no others', () => {
    const views = Object.fromEntries(
      Object.entries(sent).map(([runtime, ids]) => [runtime, [...viewsOfTypes(ids)].sort()]),
    )
    expect(views).toEqual({
      go: ['cpu', 'heap_alloc', 'heap_live', 'lock'],
      jvm: ['cpu', 'heap_alloc', 'lock'],
      dotnet: ['cpu', 'heap_alloc', 'heap_live', 'lock'],
      v8: ['cpu', 'heap_live'],
    })
  })

  it('give the runtime away', () => {
    for (const [runtime, ids] of Object.entries(sent)) expect(runtimeOfTypes(ids)).toBe(runtime)
    expect(runtimeOfTypes(['process_cpu:cpu:nanoseconds:cpu:nanoseconds'])).toBeUndefined()
  })

  it('are chosen once per kind and view, so that nothing is counted twice', () => {
    for (const ids of Object.values(sent)) {
      const chosen = chooseTypes(ids).map(({ kind, views }) => `${kind} ${views.join()}`)
      expect(new Set(chosen).size).toBe(chosen.length)
    }
    const tlab = chooseTypes(sent.jvm).filter(({ views }) => views.includes('heap_alloc'))
    expect(tlab.map(({ type }) => type.sampleType)).toEqual(['alloc_in_new_tlab_bytes'])
  })

  it('of an eBPF profiler have waits off the CPU for a lock view, of which no process is judged; a runtime that records waits goes first', () => {
    const ebpf = ['process_cpu:cpu:nanoseconds:cpu:nanoseconds', 'off_cpu:off_cpu:nanoseconds::']
    expect(viewsOfTypes(ebpf)).toEqual(['cpu', 'lock'])
    expect(measuredUses(chooseTypes(ebpf), undefined).map(({ measure }) => measure)).toEqual(['cpu'])
    const chosen = chooseTypes([...ebpf, ...sent.go]).filter(({ kind }) => kind === 'block')
    expect(chosen.map(({ type }) => type.name)).toEqual(['block'])
  })

  it('are known whatever their last two parts say, and by their unit', () => {
    expect(viewsOfTypes(['memory:inuse_space:bytes::'])).toEqual(['heap_live'])
    expect(viewsOfTypes(['mutex:delay:nanoseconds::'])).toEqual(['lock'])
    expect(
      viewsOfTypes(['process_cpu:samples:count::milliseconds', 'memory:live:count:objects:count', 'nonsense']),
    ).toEqual([])
    expect(chooseTypes(['process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta'])[0]?.type.isDelta).toBe(true)
  })
})
