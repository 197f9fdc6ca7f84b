/**
 * Types, template arguments and what refers back to them (Itanium C++ ABI, 5.1.5 to 5.1.10). A type is written around what it is the type of,
 * `void (*)(int)`, so it is kept as what stands left and right of that place.
 * Expressions in signatures (`decltype(…)`, `noexcept(…)`) are not read: such names stay as they are.
 */
import { builtins, standardParts } from './itaniumTables.ts'
import { type Type, plain, pointed, referred, spelled, withArguments } from './itaniumTypes.ts'
import { MangledReader } from './reader.ts'

export interface Name {
  readonly text: string
  /** Ends in template arguments, so that what it returns is written down. */
  readonly isTemplate: boolean
  /** Constructors, destructors and conversions return nothing that is written down. */
  readonly hasNoResult: boolean
  /** ` const`, ` &` behind the parameters. */
  readonly qualifiers: string
}

/** Names have types in them and types names: the names are read by the class that goes on from this one. */
export abstract class ItaniumTypeReader {
  protected readonly in: MangledReader
  /** What can be referred back to, in the order in which it was read. */
  protected readonly known: Type[] = []
  protected arguments: readonly Type[] = []
  /** Lambdas whose own parameters are being read. */
  protected lambdas = 0
  /** Which of a pack is meant while one is spread out. */
  #packIndex: number | undefined
  #packLengths: number[] = []

  constructor(mangled: string) {
    this.in = new MangledReader(mangled)
  }

  protected abstract name(): Name
  protected abstract encoding(): string

  protected parameters(): string {
    const input = this.in
    const types: string[] = []
    while (!input.isAtEnd && input.here !== 'E' && !this.#isReferenceQualifier()) types.push(...this.spread())
    return types.length === 1 && types[0] === 'void' ? '' : input.bounded(types.join(', '))
  }

  #isReferenceQualifier(): boolean {
    return this.in.startsWith('RE') || this.in.startsWith('OE')
  }

  /** One type, or all that a spread-out pack stands for. */
  protected spread(): readonly string[] {
    const input = this.in
    if (!input.take('Dp')) return [spelled(this.type())]
    const { at } = input
    const counts: number[] = []
    const read = (index: number): string => {
      input.at = at
      const before = this.#packIndex
      this.#packIndex = index
      this.#packLengths = counts
      const made = spelled(this.type())
      this.#packIndex = before
      return made
    }
    const known = this.known.length
    const first = read(0)
    const count = counts[0]
    if (count === undefined) return input.unreadable()
    const after = this.known.length
    const all = count === 0 ? [] : [first]
    for (let index = 1; index < count; index++) {
      all.push(read(index))
      // Seen once, however often it is spread.
      this.known.length = after
    }
    if (count === 0) this.known.length = Math.max(known, after)
    this.known.push(plain(all.join(', ')))
    return all
  }

  /** `_` is the first, `0_` the second. */
  protected ordinal(): number {
    const number = this.in.here === '_' ? 1 : this.in.decimal() + 2
    this.in.expect('_')
    return number
  }

  protected sourceName(): string {
    const input = this.in
    const length = input.decimal()
    const text = input.text.slice(input.at, input.at + length)
    if (length === 0 || text.length < length) input.unreadable()
    input.at += length
    return /^_GLOBAL_[._$]N/.test(text) ? '(anonymous namespace)' : text
  }

  /** Of a type or of `this`: behind it, as people of C++ write when they are machines. */
  protected qualifiers(): string {
    const input = this.in
    let text = ''
    if (input.take('r')) text = ' restrict'
    if (input.take('V')) text = ` volatile${text}`
    if (input.take('K')) text = ` const${text}`
    return text
  }

  protected type(): Type {
    return this.in.nested(() => {
      // Arguments inside a type are its own, and not what the parameters of the function refer to.
      const before = this.arguments
      const type = this.#typeHere()
      this.arguments = before
      this.in.bounded(type.left + type.right)
      return type
    })
  }

  #typeHere(): Type {
    const input = this.in
    const simple = builtins[input.here]
    if (simple !== undefined) {
      input.at++
      return plain(simple)
    }
    if (input.here === 'D') {
      const two = builtins[input.text.slice(input.at, input.at + 2)]
      if (two !== undefined) {
        input.at += 2
        return plain(two)
      }
    }
    if (input.here === 'u') {
      input.at++
      return this.#remember(plain(this.sourceName()))
    }
    if (input.here === 'S' && !input.startsWith('St')) {
      const part = this.substitution()
      if (!input.startsWith('I')) return part
      return this.#remember(plain(withArguments(spelled(part), this.templateArguments())))
    }
    if (input.here === 'T') {
      if (/^T[sue]/.test(input.text.slice(input.at, input.at + 2))) {
        input.at += 2
        return this.#remember(plain(this.name().text))
      }
      const part = this.#remember(this.templateParameter())
      if (!input.startsWith('I')) return part
      return this.#remember(plain(withArguments(spelled(part), this.templateArguments())))
    }
    return this.#remember(this.#compound())
  }

  #remember(type: Type): Type {
    this.known.push(type)
    return type
  }

  #compound(): Type {
    const input = this.in
    const qualifiers = this.qualifiers()
    if (qualifiers !== '') {
      const { left, right, isWrapped } = this.type()
      // Of a function: of the member that it is.
      return isWrapped === true && right.startsWith('(')
        ? { left, right: right + qualifiers, isWrapped }
        : { left: left + qualifiers, right, ...(isWrapped === true ? { isWrapped } : {}) }
    }
    if (input.take('P')) return pointed(this.type(), '*')
    if (input.take('R')) return referred(this.type(), '&')
    if (input.take('O')) return referred(this.type(), '&&')
    if (input.take('F')) return this.#function()
    if (input.take('A')) {
      const size =
        input.here === 'T' ? spelled(this.templateParameter()).replace(/u?l{0,2}$/, '') : input.takeWhile(/\d/)
      input.expect('_')
      const { left, right } = this.type()
      return { left: left.endsWith(' ') ? left : `${left} `, right: `[${size}]${right}`, isWrapped: true }
    }
    if (input.take('M')) {
      const owner = spelled(this.type())
      return pointed(this.type(), `${owner}::*`, ' ')
    }
    if (input.take('C')) return plain(`${spelled(this.type())} _Complex`)
    if (/[NZ\d]|S/.test(input.here)) return plain(this.name().text)
    return input.unreadable()
  }

  #function(): Type {
    const input = this.in
    input.take('Y')
    const { left, right } = this.type()
    const parameters = this.parameters()
    const reference = input.take('R') ? ' &' : input.take('O') ? ' &&' : ''
    input.expect('E')
    return { left: `${left} `, right: `(${parameters})${reference}${right}`, isWrapped: true }
  }

  protected templateParameter(): Type {
    const input = this.in
    input.expect('T')
    const index = this.ordinal() - 1
    if (this.lambdas > 0) return plain(`auto:${index + 1}`)
    const type = this.arguments[index]
    if (type === undefined) return input.unreadable()
    if (type.pack === undefined) return type
    if (this.#packIndex === undefined) return plain(type.pack.map(spelled).join(', '))
    this.#packLengths.push(type.pack.length)
    return type.pack[this.#packIndex] ?? plain('')
  }

  protected substitution(): Type {
    const input = this.in
    input.expect('S')
    const standard = standardParts[input.here]
    if (standard !== undefined) {
      input.at++
      return plain(standard)
    }
    const digits = input.takeWhile(/[0-9A-Z]/)
    input.expect('_')
    const index = digits === '' ? 0 : Number.parseInt(digits, 36) + 1
    return this.known[index] ?? input.unreadable()
  }

  /** `<…>`; from then on they are what parameters refer to. */
  protected templateArguments(): string {
    return this.in.nested(() => {
      const input = this.in
      input.expect('I')
      const all: Type[] = []
      while (!input.take('E')) all.push(this.#argument())
      this.arguments = all
      const texts = all.flatMap((type) => (type.pack ? type.pack.map(spelled) : [spelled(type)]))
      const list = input.bounded(texts.filter((text) => text !== '').join(', '))
      return `<${list}${list.endsWith('>') ? ' ' : ''}>`
    })
  }

  #argument(): Type {
    const input = this.in
    if (input.take('J')) {
      const pack: Type[] = []
      while (!input.take('E')) pack.push(this.#argument())
      return { left: pack.map(spelled).join(', '), right: '', pack }
    }
    if (input.take('L')) return plain(this.#literal())
    if (input.take('X')) {
      // Of expressions, those that only pass a parameter on.
      input.take('sp')
      const type = this.templateParameter()
      input.expect('E')
      return type
    }
    if (input.startsWith('Dp')) {
      const pack = this.spread().map(plain)
      return { left: pack.map(spelled).join(', '), right: '', pack }
    }
    return this.type()
  }

  #literal(): string {
    const input = this.in
    if (input.take('_Z')) {
      const name = this.encoding()
      input.expect('E')
      return name
    }
    const type = spelled(this.type())
    const sign = input.take('n') ? '-' : ''
    const value = input.takeWhile(/[0-9a-f.]/)
    input.expect('E')
    if (type === 'bool' && (value === '0' || value === '1')) return value === '1' ? 'true' : 'false'
    const ending = { int: '', 'unsigned int': 'u', long: 'l', 'unsigned long': 'ul', 'long long': 'll' }[type]
    if (ending !== undefined) return `${sign}${value}${ending}`
    return type === 'unsigned long long' ? `${sign}${value}ull` : `(${type})${sign}${value}`
  }
}
