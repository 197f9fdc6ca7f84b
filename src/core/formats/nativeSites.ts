/** Where native memory was allocated: bytes by the function of the program nearest to the allocator. */
import type { Profile } from '../profile/profile.ts'
import type { Bytes } from '../base/units.ts'
import { nearestOwn } from './threadDump/doing.ts'

const mostSites = 20
const deepest = 200
/** Allocators and what stands between them and the program. */
const allocator =
  /^_*(libc_)?(je_|tc_|mi_|rjem_)?(malloc|calloc|realloc|memalign|posix_memalign|aligned_alloc|valloc|pvalloc|mmap(64)?|mremap|brk|sbrk|xmalloc|xcalloc|xrealloc)(_hook|_helper|_impl)?$|^os::(malloc|realloc)$|^(Allocate|Reallocate)Heap$|^operator new|^_Zn[wa]|^__rust_\w*alloc|^(<?alloc::|std::alloc|__gnu_cxx::new_allocator|std::allocator|std::__new_allocator)|^\[|^0x/

export interface NativeSites {
  readonly bytes: Bytes
  readonly sites: readonly { readonly site: string; readonly bytes: Bytes }[]
}

/** The function of the program nearest to the allocator. @param names leaf first */
export function siteOf(names: readonly string[]): string {
  const own = names.filter((name) => !allocator.test(name.slice(0, 300)))
  return nearestOwn(own.length > 0 ? own : names) || '[unknown]'
}

/** @param column of bytes */
export function sitesOf(profile: Profile, column: number): NativeSites {
  const { samples, stacks, frames, strings } = profile
  const values = samples.values[column] ?? new Float64Array(0)
  const bySite = new Map<string, number>()
  const siteOfStack = new Map<number, string>()
  let bytes = 0
  values.forEach((value, sample) => {
    const stack = samples.stack[sample] ?? -1
    let site = siteOfStack.get(stack)
    if (site === undefined) {
      const names: string[] = []
      for (let row = stack; row >= 0 && names.length < deepest; row = stacks.prefix[row] ?? -1)
        names.push(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
      site = siteOf(names)
      siteOfStack.set(stack, site)
    }
    bytes += value
    bySite.set(site, (bySite.get(site) ?? 0) + value)
  })
  const sites = [...bySite]
    .map(([site, amount]) => ({ site, bytes: amount }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, mostSites)
  return { bytes, sites }
}
