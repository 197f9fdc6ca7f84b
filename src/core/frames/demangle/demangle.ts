/**
 * Names as linkers keep them → names as people wrote them. Tools that read symbols themselves (perf without a demangler, eBPF agents,
 * stripped-down unwinders) pass them on mangled, and no pattern for an allocator or a lock knows them then.
 *
 *   _ZN4shop5Order5totalEi                          C++ (Itanium ABI)     shop::Order::total(int)
 *   _ZN4shop4main17h0123456789abcdefE               Rust until 2025       shop::main
 *   _RNvCs1GXKdpLBWSJ_4shop4main                    Rust since            shop::main
 *
 * What cannot be read whole stays as it was. Spelling is that of binutils' c++filt, by which `vectors.json` was made. Every name costs
 * bounded work: mangled names refer back to their own parts, and a hundred bytes of that could stand for a gigabyte.
 */
import { ItaniumName } from './itanium.ts'
import { legacyRust } from './legacyRust.ts'
import { UnreadableName } from './reader.ts'
import { RustName } from './rustName.ts'

/** No compiler's name that anybody reads is longer; the frame would be cut anyway. */
const longestMangled = 4000

/** What compilers and linkers add behind a name: clones, versions of a library's interface, hashes of link-time optimisation. */
const suffix = /(?:@@?\w[\w.]*|\.[\w.$]+)$/

export function demangle(name: string): string {
  const at = name.startsWith('__Z') || name.startsWith('__R') ? 1 : 0
  const second = name.charCodeAt(at + 1)
  // Z and R, behind an underscore: anything else is as it should be, and this is asked of every name there is.
  if (name.charCodeAt(at) !== 0x5f || (second !== 0x5a && second !== 0x52) || name.length > longestMangled) return name
  // The first Rust has dots inside, but always ends in its hash.
  const hash = name.search(/17h[0-9a-f]{16}E(?:$|[.@])/)
  if (hash >= 0) return legacyRust(name.slice(at, hash + 20)) ?? name
  const rest = suffix.exec(name)
  const mangled = rest ? name.slice(at, rest.index) : name.slice(at)
  try {
    if (second === 0x52) return new RustName(mangled).read()
    const read = new ItaniumName(mangled).read()
    const clones = rest?.[0].startsWith('.') === true ? rest[0].match(/\.[A-Za-z_]+(?:\.\d+)*|\.\d+/g) : null
    return [read, ...(clones ?? []).map((clone) => `[clone ${clone}]`)].join(' ')
  } catch (problem) {
    if (problem instanceof UnreadableName) return name
    throw problem
  }
}
