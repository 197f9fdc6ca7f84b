/** Stacks of a dictionary → stacks of a profile, each location once, inlined callees as frames of their own. */
import { frameFlags } from '../../profile/profile.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { javaFrameName } from '../../frames/javaNames.ts'
import { cleanName } from '../pprof/frames.ts'
import { maxDepth, maxStackRows } from '../pprof/stacks.ts'
import { OtlpProblem, type OtlpDictionary, type OtlpLocation } from './message.ts'

const machineCode: ReadonlySet<string> = new Set(['native', 'rust', 'kernel'])

export class StacksInBuilder {
  readonly #dictionary: OtlpDictionary
  readonly #builder: ProfileBuilder
  readonly #onType: (type: string) => void
  /** Frames of a location, root first. */
  readonly #frames: (readonly number[] | undefined)[] = []
  readonly #stacks: (number | undefined)[] = []
  /** Locations that no debug information names, by index. */
  readonly #unnamed: boolean[] = []
  /** async-profiler writes `java/util/HashMap.put` and no kind of frame. */
  readonly #hasSlashes: boolean
  #steps = 0

  /** `onType`: told the kind of each frame the first time it is met. */
  constructor(dictionary: OtlpDictionary, builder: ProfileBuilder, onType: (type: string) => void) {
    this.#dictionary = dictionary
    this.#builder = builder
    this.#onType = onType
    this.#hasSlashes = dictionary.strings.some((text) => text.startsWith('java/lang/'))
  }

  /** −1 for the stack of no frames. Throws `OtlpProblem`. */
  stack(index: number): number {
    const known = this.#stacks[index]
    if (known !== undefined) return known
    const locations = this.#dictionary.stacks[index] ?? []
    let stack = -1
    let depth = 0
    for (let i = locations.length - 1; i >= 0; i -= 1) {
      for (const frame of this.#framesOf(locations[i]!)) {
        stack = this.#builder.stack(stack, frame)
        depth += 1
        this.#steps += 1
      }
      if (depth > maxDepth || this.#steps > maxStackRows)
        throw new OtlpProblem('too-large', `its stacks hold more than ${maxStackRows.toLocaleString('en')} frames`)
    }
    this.#stacks[index] = stack
    return stack
  }

  /** Whether the innermost frame has an address only. */
  endsUnnamed(index: number): boolean {
    const [leaf] = this.#dictionary.stacks[index] ?? []
    return leaf !== undefined && this.#unnamed[leaf] === true
  }

  #framesOf(index: number): readonly number[] {
    const known = this.#frames[index]
    if (known !== undefined) return known
    const location = this.#dictionary.locations[index]
    // Entry 0 stands for no location; what points beyond the table is a place that nobody knows.
    if (location === undefined || index === 0) return [this.#builder.frame('[unknown]')]
    const made = this.#make(index, location)
    this.#frames[index] = made
    return made
  }

  #make(index: number, { mapping, lines, attributes }: OtlpLocation): readonly number[] {
    const { strings, functions, mappings } = this.#dictionary
    const type = this.#typeOf(attributes)
    this.#onType(type)
    const path = mapping > 0 ? (strings[mappings[mapping] ?? 0] ?? '') : ''
    const module = path.slice(path.lastIndexOf('/') + 1)
    const flags = type === 'kernel' ? frameFlags.kernel : machineCode.has(type) ? frameFlags.native : 0
    const frames: number[] = []
    for (let i = lines.length - 1; i >= 0; i -= 1) {
      const { function: of, line } = lines[i]!
      const known = of > 0 ? functions[of] : undefined
      if (known === undefined) continue
      const said = strings[known.name] || strings[known.systemName] || ''
      if (said === '') continue
      const { name, file } = cleanName(this.#named(said, type), strings[known.file] ?? '')
      const number = Math.min(line > 0 ? line : known.startLine, 0x7fff_ffff)
      frames.push(
        this.#builder.frame(name, file, number, module, flags | (i < lines.length - 1 ? frameFlags.inlined : 0)),
      )
    }
    if (frames.length > 0) return frames
    if (type === 'abort-marker') return [this.#builder.frame('[unwinding ended]')]
    this.#unnamed[index] = true
    // An address means nothing in another process: named after its file, so that windows compare.
    return [this.#builder.frame(`[${module || type || 'unknown'}]`, '', 0, module, flags || frameFlags.native)]
  }

  #named(said: string, type: string): string {
    if (type === 'jvm') return javaName(said)
    return this.#hasSlashes ? javaFrameName(said) : said
  }

  #typeOf(attributes: readonly number[]): string {
    const { attributes: table, strings } = this.#dictionary
    for (const index of attributes) {
      const attribute = table[index]
      if (attribute !== undefined && strings[attribute.key] === 'profile.frame.type')
        return String(attribute.value ?? '')
    }
    return ''
  }
}

/** `int java.util.Random.next(int)` → `java.util.Random.next`: no other reader has the types in a name. */
function javaName(said: string): string {
  const open = said.indexOf('(')
  if (open < 0 || !said.endsWith(')')) return said
  const head = said.slice(0, open)
  return head.slice(head.lastIndexOf(' ') + 1)
}

/** As it is in the file, of the innermost function of a stack. */
export function leafName({ stacks, locations, functions, strings }: OtlpDictionary, stack: number): string {
  const [leaf = 0] = stacks[stack] ?? []
  return strings[functions[locations[leaf]?.lines[0]?.function ?? 0]?.name ?? 0] ?? ''
}
