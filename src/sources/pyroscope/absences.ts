/** What a service does not send to the store, with the setting that would change it. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import { runtimeOfTypes } from '../profileTypes.ts'

const all: readonly ViewKind[] = ['cpu', 'heap_live', 'heap_alloc', 'lock']

export function notRecorded(
  present: ReadonlySet<ViewKind>,
  ids: readonly string[],
  where: string,
): readonly ToldAbsence[] {
  const runtime = runtimeOfTypes(ids)
  return all
    .filter((kind) => !present.has(kind))
    .map((kind) => ({
      state: 'absent',
      kind,
      reason: 'not-recorded',
      text: `${where} receives no ${words[kind]} from this service.`,
      next: { text: (runtime !== undefined && switchOn[runtime]?.[kind]) || otherwise[kind] },
    }))
}

const words: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU profile',
  heap_live: 'profile of live heap bytes',
  heap_alloc: 'allocation profile',
  lock: 'lock profile',
}

const otherwise: Readonly<Record<ViewKind, string>> = {
  cpu: 'switch CPU profiling on in the agent or SDK of this service',
  heap_live: 'switch heap profiling on where the runtime has it (Go, Node, .NET, Rust with jemalloc)',
  heap_alloc: 'switch allocation profiling on where the runtime has it (Go, the JVM, .NET)',
  lock: 'this runtime may not record lock waits: Go, the JVM and .NET do; elsewhere look at off-CPU time',
}

const switchOn: Readonly<Record<string, Partial<Record<ViewKind, string>>>> = {
  go: {
    lock: 'call runtime.SetMutexProfileFraction(100) and runtime.SetBlockProfileRate(10000) at start, and add the mutex and block profile types to the SDK or the scrape configuration',
    heap_live: 'add the profile types inuse_objects and inuse_space',
    heap_alloc: 'add the profile types alloc_objects and alloc_space',
  },
  jvm: {
    lock: 'set profiler.lock to a threshold such as 10ms (off by default)',
    heap_alloc: 'set profiler.alloc to an interval such as 512k (off by default)',
    heap_live: 'the JVM agent stores live objects only as a count; a JFR recording has live bytes',
  },
  v8: {
    cpu: 'set collectCpuTime in the wall profiler of the Node SDK: without it there is only wall time',
    lock: 'Node has one thread of JavaScript: waits are in the event loop, not in locks',
  },
}

/** Types that are there but cannot be used, said once. */
export function noteUnusable(ids: readonly string[]): readonly string[] {
  const notes: string[] = []
  const has = (pattern: RegExp): boolean => ids.some((id) => pattern.test(id))
  if (has(/:alloc_in_new_tlab_bytes:/) && has(/:alloc_outside_tlab_bytes:/) && !has(/:alloc_sample_bytes:/))
    notes.push(
      'Allocation is what was allocated inside TLABs; the store keeps objects outside of them as a type of its own, which is not in this picture.',
    )
  if (has(/^process_cpu:samples:/) && !has(/:cpu:nanoseconds:/))
    notes.push(
      'CPU is stored as a number of samples whose length the store does not keep: a newer SDK sends nanoseconds.',
    )
  return notes
}
