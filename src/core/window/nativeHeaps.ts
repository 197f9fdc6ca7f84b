/**
 * Memory that native code allocates, beside a managed heap: malloc as async-profiler records it, heaptrack or jemalloc of a process whose
 * heap is another, memray beside tracemalloc. It is seen in the heap pane's own mode and is never added to the managed heap, in no
 * signal of which it is. In a native program malloc is the heap, and stays it.
 */
import type { Runtime } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import type { Capture } from './capture.ts'

interface Given {
  readonly captures: readonly Capture[]
  readonly facts: readonly { readonly file: string; readonly facts: FileFacts }[]
  readonly settings: { readonly runtime?: Runtime }
}

interface Split {
  readonly managed: readonly Capture[]
  readonly native: readonly Capture[]
}

/** Heaps of their own, which no allocator of C sees; Python's is one only where something looked into it. */
const ownHeap: ReadonlySet<Runtime> = new Set(['go', 'jvm', 'v8', 'dotnet'])
const mallocOnly = /^malloc([-_]|$)/

const runtimeOf = ({ profile, hints }: Capture): Runtime | undefined => profile.meta.runtime ?? hints.runtime
const ofMalloc = ({ kind, profile }: Capture): boolean =>
  kind === 'heap' && profile.valueTypes.length > 0 && profile.valueTypes.every(({ type }) => mallocOnly.test(type))
/** Their samplers see what native code allocates, whatever runs in the process beside it. */
const allocatorSamplers: ReadonlySet<string> = new Set(['memray', 'jemalloc', 'gperftools'])
const ofAllocator = (capture: Capture): boolean =>
  capture.kind === 'heap' &&
  (runtimeOf(capture) === 'native' || allocatorSamplers.has(capture.profile.meta.emitter ?? ''))

const splits = new WeakMap<readonly Capture[], { readonly given: Given; readonly split: Split }>()

/** Asked for every part of a window again: the same captures give the same lists. */
export function splitNative(given: Given): Split {
  const known = splits.get(given.captures)
  if (known?.given.facts === given.facts && known.given.settings.runtime === given.settings.runtime) return known.split
  const split = splitOf(given)
  splits.set(given.captures, { given, split })
  return split
}

function splitOf({ captures, facts, settings }: Given): Split {
  const malloc = captures.filter(ofMalloc)
  const allocators = captures.filter((one) => !malloc.includes(one) && ofAllocator(one))
  if (malloc.length + allocators.length === 0) return { managed: captures, native: [] }
  const others = captures.filter((one) => !malloc.includes(one) && !allocators.includes(one))
  const isOwnHeap = (runtime: Runtime | undefined): boolean => runtime !== undefined && ownHeap.has(runtime)
  const isManaged = isOwnHeap(settings.runtime) || others.some((one) => isOwnHeap(runtimeOf(one)))
  const files = new Set([...malloc, ...allocators].map(({ file }) => file))
  const hasHeap =
    others.some(({ kind }) => kind === 'heap') ||
    facts.some(({ file, facts: own }) => !files.has(file) && (own.liveHeapPoints ?? []).length > 0)
  const native = captures.filter((one) => {
    if (malloc.includes(one)) return isManaged || hasHeap || isOwnHeap(runtimeOf(one)) || runtimeOf(one) === 'cpython'
    return allocators.includes(one) && (isManaged || hasHeap || isOwnHeap(runtimeOf(one)))
  })
  return native.length === 0
    ? { managed: captures, native }
    : { managed: captures.filter((one) => !native.includes(one)), native }
}
