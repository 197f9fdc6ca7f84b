/**
 * The tables behind a thread of a processed Firefox profile, wherever its version keeps them: in the thread, or since
 * versions 56–60 in `profile.shared`. Columns are read with a question, never trusted.
 */
import { nameByPlace } from '../../frames/anonymous.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags } from '../../profile/profile.ts'
import { asArray, asIndex, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'

export class ThreadTables {
  readonly #builder: ProfileBuilder
  readonly #strings: readonly unknown[]
  readonly #stacks: JsonRecord
  readonly #frames: JsonRecord
  readonly #functions: JsonRecord
  readonly #resources: JsonRecord
  readonly #sources: JsonRecord
  readonly #libs: readonly unknown[]
  readonly #stackOf: Int32Array
  #stacksMade = 0
  readonly #frameOf = new Map<number, number>()

  constructor(builder: ProfileBuilder, profile: JsonRecord, thread: JsonRecord) {
    const shared = asRecord(profile['shared']) ?? {}
    const table = (name: string): JsonRecord => asRecord(thread[name]) ?? asRecord(shared[name]) ?? {}
    this.#builder = builder
    this.#strings = asArray(thread['stringArray'] ?? shared['stringArray'] ?? thread['stringTable'])
    this.#stacks = table('stackTable')
    this.#frames = table('frameTable')
    this.#functions = table('funcTable')
    this.#resources = table('resourceTable')
    this.#sources = table('sources')
    this.#libs = asArray(thread['libs'] ?? profile['libs'])
    this.#stackOf = new Int32Array(asArray(this.#stacks['frame']).length)
  }

  /** Stack of the builder for a row of the stack table; −1 for none. */
  stack(row: unknown): number {
    const index = asIndex(row, this.#stackOf.length)
    if (index === undefined) return -1
    this.#makeStacks(index)
    return this.#stackOf[index]!
  }

  /** Name of the function at the leaf. */
  leaf(row: unknown): string {
    const at = asIndex(row, this.#stackOf.length)
    const frame = at === undefined ? -1 : (asNumber(asArray(this.#stacks['frame'])[at]) ?? -1)
    return this.#text(asArray(this.#functions['name'])[asNumber(asArray(this.#frames['func'])[frame]) ?? -1]) ?? ''
  }

  /** The innermost function of a Ruby program: neither of the interpreter nor of a library, where there is one. */
  site(row: unknown): string {
    const stacks = asArray(this.#stacks['frame'])
    const prefixes = asArray(this.#stacks['prefix'])
    let first = ''
    for (let at = asIndex(row, stacks.length); at !== undefined; at = asIndex(prefixes[at], at)) {
      const func = asNumber(asArray(this.#frames['func'])[asNumber(stacks[at]) ?? -1]) ?? -1
      const name = this.#text(asArray(this.#functions['name'])[func]) ?? ''
      const file = this.#text(asArray(this.#functions['fileName'])[func]) ?? ''
      if (name === '' || name === '(root)') continue
      if (!/^(<cfunc>$|rubylib:|gem:|<internal:)/.test(file)) return name
      first ||= name
    }
    return first
  }

  /** Parents come first, so one pass makes all; a file that says otherwise gets a root there. */
  #makeStacks(upTo: number): void {
    const frames = asArray(this.#stacks['frame'])
    const prefixes = asArray(this.#stacks['prefix'])
    const offsets = asArray(this.#stacks['prefixOffset'])
    for (let i = this.#stacksMade; i <= upTo; i += 1) {
      const prefix = offsets.length > 0 ? i - (asIndex(offsets[i], i + 1, 1) ?? i + 1) : (asIndex(prefixes[i], i) ?? -1)
      const parent = prefix < 0 ? -1 : this.#stackOf[prefix]!
      const frame = this.#frame(asNumber(frames[i]) ?? -1)
      this.#stackOf[i] = frame < 0 ? parent : this.#builder.stack(parent, frame)
    }
    this.#stacksMade = Math.max(this.#stacksMade, upTo + 1)
  }

  #frame(row: number): number {
    const known = this.#frameOf.get(row)
    if (known !== undefined) return known
    const func = asNumber(asArray(this.#frames['func'])[row])
    const frame = func === undefined ? -1 : this.#makeFrame(row, func)
    this.#frameOf.set(row, frame)
    return frame
  }

  #makeFrame(row: number, func: number): number {
    const column = (name: string): unknown => asArray(this.#functions[name])[func]
    const name = this.#text(column('name'))
    // Firefox puts a root of its own on every stack; it stands for nothing.
    if (name === undefined || name === '(root)') return -1
    const resource = asNumber(column('resource')) ?? -1
    // The library moved from the resource to the frame in version 70.
    const lib = asNumber(asArray(this.#frames['lib'])[row] ?? asArray(this.#resources['lib'])[resource]) ?? -1
    const module = asText(asRecord(this.#libs[lib])?.['name']) ?? ''
    const file = this.#text(column('fileName')) ?? this.#sourceFile(column('source')) ?? ''
    const line = asNumber(asArray(this.#frames['line'])[row]) ?? asNumber(column('lineNumber')) ?? 0
    const inlined = (asNumber(asArray(this.#frames['inlineDepth'])[row]) ?? 0) > 0 ? frameFlags.inlined : 0
    const isKernel = /^(\[kernel|vmlinux|kernel)/.test(module) ? frameFlags.kernel : 0
    const native = column('isJS') === true || module === '' ? 0 : frameFlags.native
    const shown = /^0x[0-9a-f]+$/.test(name) ? `[${module || 'unknown'}]` : name
    const first = asNumber(column('lineNumber')) ?? 0
    return this.#builder.frame(
      nameByPlace(shown, file, first > 0 ? first : line),
      file,
      line,
      module,
      native | isKernel | inlined,
    )
  }

  #sourceFile(source: unknown): string | undefined {
    const index = asNumber(source)
    return index === undefined ? undefined : this.#text(asArray(this.#sources['filename'])[index])
  }

  #text(index: unknown): string | undefined {
    return typeof index === 'number' ? asText(this.#strings[index]) : undefined
  }
}
