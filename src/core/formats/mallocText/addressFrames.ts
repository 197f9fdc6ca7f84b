/** Addresses of a process → frames: by name where the file has one, else by the file that was mapped there and the place in it. */
import { IdMap } from '../../base/idMap.ts'
import { frameFlags } from '../../profile/profile.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { runtimeOfObject } from '../perfScript/perfFrames.ts'

interface Mapping {
  readonly from: number
  readonly until: number
  /** Where in the file it begins. */
  readonly offset: number
  readonly object: string
}

const mostMappings = 1_000_000
const mostNames = 5_000_000
/** The allocator itself, between the call and its sampler. */
const allocatorObject = /^lib(?:je|tc)malloc/
const allocatorName =
  /^(?:prof_\w+|imalloc\w*|(?:_rjem_)?(?:je_|tc_)?(?:malloc|calloc|realloc|free|memalign|posix_memalign|aligned_alloc|valloc|pvalloc|(?:m|r|x)allocx|malloc_usable_size|malloc_default)|_rjem_\w+|__rust_\w*alloc\w*|operator new(?:\[\])?(?:\(.*)?|tcmalloc::.*|MallocHook::.*)$/

export class AddressFrames {
  readonly #mappings: Mapping[] = []
  readonly #names = new IdMap<number, string>()
  readonly #frames = new IdMap<
    number,
    { readonly frame: number; readonly isNamed: boolean; readonly isAllocator: boolean }
  >()
  /** Files that frames are of, and how many. */
  readonly #objects = new Map<string, number>()
  #isSorted = true

  get hasMappings(): boolean {
    return this.#mappings.length > 0
  }

  /** Files that stacks go through, the one with most addresses first. */
  get objects(): readonly string[] {
    return [...this.#objects].toSorted((a, b) => b[1] - a[1]).map(([object]) => object)
  }

  /** What runs in the process, whose heap may be another than this. */
  runtime(): Runtime {
    for (const { object } of this.#mappings) {
      const runtime = runtimeOfObject(object)
      if (runtime !== undefined) return runtime
    }
    return 'native'
  }

  /** A line of /proc/PID/maps; of a path only the file is kept. */
  addMapping(line: string): void {
    const match = /^([0-9a-f]{1,16})-([0-9a-f]{1,16}) \S{4} ([0-9a-f]{1,16}) \S+ \d+\s*(\S.*)?$/.exec(line)
    if (match === null || this.#mappings.length >= mostMappings) return
    const [from = 0, until = 0, offset = 0] = match.slice(1, 4).map((digits) => Number.parseInt(digits, 16))
    const path = (match[4] ?? '').replace(/ \(deleted\)$/, '')
    this.#mappings.push({ from, until, offset, object: path.slice(path.lastIndexOf('/') + 1) })
    this.#isSorted = false
  }

  /** `0x5643a7356177 copy_body`, inlined calls apart by `--`, the innermost first. */
  addName(line: string): void {
    const match = /^0x([0-9a-f]{1,16}) (.+)$/.exec(line)
    if (match === null || this.#names.size >= mostNames) return
    const name = match[2] ?? ''
    if (!/^0x[0-9a-f]+$/.test(name)) this.#names.set(Number.parseInt(match[1] ?? '', 16), withoutPlace(name))
  }

  /** @param addresses innermost first: where calls return to, so that the call is at the byte before */
  stack(builder: ProfileBuilder, addresses: readonly number[]): { readonly stack: number; readonly isNamed: boolean } {
    const all = addresses.map((address) => this.#frame(builder, address - 1))
    const own = all.findIndex(({ isAllocator }) => !isAllocator)
    const kept = own < 0 ? all.slice(-1) : all.slice(own)
    return {
      stack: builder.stackFromLeaf(kept.map(({ frame }) => frame)),
      isNamed: kept[0]?.isNamed === true,
    }
  }

  /** Of a sample of CPU: the innermost is where it was, the allocator is a function like any other. */
  sampledStack(
    builder: ProfileBuilder,
    addresses: readonly number[],
  ): { readonly stack: number; readonly isNamed: boolean } {
    const all = addresses.map((address, index) => this.#frame(builder, index === 0 ? address : address - 1))
    return { stack: builder.stackFromLeaf(all.map(({ frame }) => frame)), isNamed: all[0]?.isNamed === true }
  }

  #frame(
    builder: ProfileBuilder,
    address: number,
  ): { readonly frame: number; readonly isNamed: boolean; readonly isAllocator: boolean } {
    const known = this.#frames.get(address)
    if (known !== undefined) return known
    const mapping = this.#mappingOf(address)
    const object = mapping?.object ?? ''
    const name = this.#names.get(address) ?? this.#names.get(address + 1)
    const isAllocator = allocatorObject.test(object) || (name !== undefined && allocatorName.test(name))
    if (!isAllocator && object !== '') this.#objects.set(object, (this.#objects.get(object) ?? 0) + 1)
    const made = {
      frame: builder.frame(name ?? placeOf(address, mapping), '', 0, object, frameFlags.native),
      isNamed: name !== undefined,
      isAllocator,
    }
    this.#frames.set(address, made)
    return made
  }

  #mappingOf(address: number): Mapping | undefined {
    const list = this.#mappings
    if (!this.#isSorted) {
      list.sort((a, b) => a.from - b.from)
      this.#isSorted = true
    }
    let [low, high] = [0, list.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((list[middle]?.from ?? 0) <= address) low = middle + 1
      else high = middle
    }
    const found = list[low - 1]
    return found !== undefined && address < found.until ? found : undefined
  }
}

/** Code that a runtime wrote at a place of its own has no file: one address says as little as another. */
function placeOf(address: number, mapping: Mapping | undefined): string {
  const hex = (value: number): string => `0x${Math.max(0, value).toString(16)}`
  if (mapping === undefined) return hex(address)
  return mapping.object === '' ? '[anonymous]' : `${mapping.object}+${hex(address - mapping.from + mapping.offset)}`
}

/** jeprof tells functions of one name apart by where they lie, which another build has elsewhere. */
const withoutPlace = (name: string): string => name.replace(/<[0-9a-f]{16}>(?=--|$)/g, '').split('--')[0] ?? name
