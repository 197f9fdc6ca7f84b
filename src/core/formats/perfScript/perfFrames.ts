import type { Runtime } from '../../base/vocabulary.ts'
import { frameFlags } from '../../profile/profile.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'

/** Objects that give the runtime away. */
const runtimes: readonly (readonly [RegExp, Runtime])[] = [
  [/^libjvm\.so/, 'jvm'],
  [/^(libpython\d|python\d?(\.\d+)?$)/, 'cpython'],
  [/^(node|libnode\.so)/, 'v8'],
  [/^libcoreclr\.so/, 'dotnet'],
]

/** @param object the file's name without its folder */
export const runtimeOfObject = (object: string): Runtime | undefined =>
  runtimes.find(([pattern]) => pattern.test(object))?.[1]

/** Lines of stacks → frames, each line read once. */
export class PerfFrames {
  readonly #builder: ProfileBuilder
  readonly #known = new Map<string, number>()
  #runtime: Runtime | undefined

  constructor(builder: ProfileBuilder) {
    this.#builder = builder
  }

  /** Different ones. */
  get count(): number {
    return this.#known.size
  }

  /** `97aec _int_malloc+0x78c (/usr/lib/libc.so.6)`; −1 for a line that is no frame. */
  of(line: string): number {
    const text = line.trim()
    const space = text.indexOf(' ')
    const address = space < 0 ? text : text.slice(0, space)
    if (!/^[0-9a-f]+$/.test(address)) return -1
    // Addresses differ from call to call; the rest is what is named.
    const rest = space < 0 ? '' : text.slice(space + 1)
    const known = this.#known.get(rest)
    if (known !== undefined) return known
    const open = rest.lastIndexOf(' (')
    const path = open >= 0 && rest.endsWith(')') ? rest.slice(open + 2, -1) : ''
    const symbol = (open >= 0 ? rest.slice(0, open) : rest).replace(/\+0x[0-9a-f]+$/, '').trim()
    const frame = this.#frame(symbol, path)
    this.#known.set(rest, frame)
    return frame
  }

  #frame(symbol: string, path: string): number {
    const isInlined = path === 'inlined'
    const isKernel =
      path.startsWith('[kernel') ||
      path.startsWith('[guest.kernel') ||
      (/\.ko(\.\w+)?$|^\[[\w-]+\]$/.test(path) && path !== '[unknown]' && path !== '[vdso]')
    const isJit = /\/?perf-\d+\.map$|^\[JIT\]/.test(path)
    const object = isInlined || isJit || path === '[unknown]' ? '' : path.slice(path.lastIndexOf('/') + 1)
    this.#runtime ??= runtimeOfObject(object)
    if (symbol === 'runtime.goexit' || symbol === 'runtime.goexit.abi0') this.#runtime ??= 'go'
    const flags =
      (isJit ? 0 : frameFlags.native) | (isKernel ? frameFlags.kernel : 0) | (isInlined ? frameFlags.inlined : 0)
    const name = symbol === '' || symbol === '[unknown]' ? `[${object || 'unknown'}]` : javaSymbol(symbol)
    return this.#builder.frame(name, '', 0, object, flags)
  }

  runtime(): Runtime {
    return this.#runtime ?? 'native'
  }
}

/** perf-map-agent writes `Lcom/acme/Shop;::total`; everybody else calls it `com.acme.Shop.total`. */
function javaSymbol(symbol: string): string {
  const match = /^L([\w/$]+);::(.+)$/.exec(symbol)
  return match ? `${match[1]!.replaceAll('/', '.')}.${match[2]!}` : symbol
}
