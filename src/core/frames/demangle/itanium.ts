/**
 * C++'s mangling of everything but Microsoft's compiler (Itanium C++ ABI, 5.1): nested names, their template arguments and the types of
 * parameters, most of which refer back to parts that came before.
 *
 * A type is written around what it is the type of, `void (*)(int)`, so it is kept as what stands left and right of that place.
 * Expressions in signatures (`decltype(…)`, `noexcept(…)`) are not read: such names stay as they are.
 */
import { builtins, operators, standardParts } from './itaniumTables.ts'
import { type Type, baseName, plain, pointed, referred, spelled, withArguments } from './itaniumTypes.ts'
import { MangledReader } from './reader.ts'

interface Name {
  readonly text: string
  /** Ends in template arguments, so that what it returns is written down. */
  readonly isTemplate: boolean
  /** Constructors, destructors and conversions return nothing that is written down. */
  readonly hasNoResult: boolean
  /** ` const`, ` &` behind the parameters. */
  readonly qualifiers: string
}

export class ItaniumName {
  readonly #in: MangledReader
  readonly #known: Type[] = []
  #arguments: readonly Type[] = []
  /** Which of a pack is meant while one is spread out. */
  #packIndex: number | undefined

  constructor(mangled: string) {
    this.#in = new MangledReader(mangled)
  }

  /** Throws `UnreadableName`. */
  read(): string {
    this.#in.expect('_Z')
    const name = this.#encoding()
    if (!this.#in.isAtEnd) this.#in.unreadable()
    return name
  }

  /** Of a function around something local, what it returns is not written down. */
  #encoding(isAround = false): string {
    return this.#in.nested(() => {
      const input = this.#in
      const special = this.#special()
      if (special !== undefined) return special
      const name = this.#name()
      if (input.isAtEnd || input.here === 'E') return name.text
      const result = name.isTemplate && !name.hasNoResult ? this.#type() : undefined
      const parameters = this.#parameters()
      const call = `${name.text}(${parameters})${name.qualifiers}`
      if (!result || isAround) return input.bounded(call)
      return input.bounded(`${result.left}${/[\w>)&*\]]$/.test(result.left) ? ' ' : ''}${call}${result.right}`)
    })
  }

  #special(): string | undefined {
    const input = this.#in
    const of: readonly (readonly [string, string])[] = [
      ['TV', 'vtable for '],
      ['TT', 'VTT for '],
      ['TI', 'typeinfo for '],
      ['TS', 'typeinfo name for '],
    ]
    for (const [code, text] of of) if (input.take(code)) return text + spelled(this.#type())
    if (input.take('GV')) return `guard variable for ${this.#name().text}`
    if (input.take('TW')) return `TLS wrapper function for ${this.#name().text}`
    if (input.take('TH')) return `TLS init function for ${this.#name().text}`
    if (input.take('GTt')) return `transaction clone for ${this.#encoding()}`
    if (input.take('Th')) {
      this.#offset()
      return `non-virtual thunk to ${this.#encoding()}`
    }
    if (input.take('Tv')) {
      this.#offset()
      this.#offset()
      return `virtual thunk to ${this.#encoding()}`
    }
    return undefined
  }

  #offset(): void {
    this.#in.take('n')
    this.#in.decimal()
    this.#in.expect('_')
  }

  #parameters(): string {
    const input = this.#in
    const types: string[] = []
    while (!input.isAtEnd && input.here !== 'E' && !this.#isReferenceQualifier()) types.push(...this.#spread())
    return types.length === 1 && types[0] === 'void' ? '' : input.bounded(types.join(', '))
  }

  #isReferenceQualifier(): boolean {
    return this.#in.startsWith('RE') || this.#in.startsWith('OE')
  }

  /** One type, or all that a spread-out pack stands for. */
  #spread(): readonly string[] {
    const input = this.#in
    if (!input.take('Dp')) return [spelled(this.#type())]
    const { at } = input
    const counts: number[] = []
    const read = (index: number): string => {
      input.at = at
      const before = this.#packIndex
      this.#packIndex = index
      this.#packLengths = counts
      const made = spelled(this.#type())
      this.#packIndex = before
      return made
    }
    const known = this.#known.length
    const first = read(0)
    const count = counts[0]
    if (count === undefined) return input.unreadable()
    const after = this.#known.length
    const all = count === 0 ? [] : [first]
    for (let index = 1; index < count; index++) {
      all.push(read(index))
      // Seen once, however often it is spread.
      this.#known.length = after
    }
    if (count === 0) this.#known.length = Math.max(known, after)
    this.#known.push(plain(all.join(', ')))
    return all
  }

  #packLengths: number[] = []
  /** Lambdas whose own parameters are being read. */
  #lambdas = 0

  #name(): Name {
    return this.#in.nested(() => this.#nameHere())
  }

  #nameHere(): Name {
    const input = this.#in
    if (input.here === 'N') return this.#nestedName()
    if (input.here === 'Z') return this.#localName()
    if (input.here === 'S' && !input.startsWith('St')) {
      const part = this.#substitution()
      if (!input.startsWith('I')) input.unreadable()
      return this.#named(spelled(part) + this.#templateArguments(), { isTemplate: true })
    }
    const isStd = input.take('St')
    const { text, hasNoResult } = this.#unqualified('')
    const name = isStd ? `std::${text}` : text
    if (!input.startsWith('I')) return this.#named(name, { hasNoResult })
    this.#known.push(plain(name))
    return this.#named(withArguments(name, this.#templateArguments()), { hasNoResult, isTemplate: true })
  }

  #named(text: string, more: Partial<Name> = {}): Name {
    return { text: this.#in.bounded(text), isTemplate: false, hasNoResult: false, qualifiers: '', ...more }
  }

  #nestedName(): Name {
    const input = this.#in
    input.expect('N')
    let qualifiers = this.#qualifiers()
    if (input.take('R')) qualifiers += ' &'
    else if (input.take('O')) qualifiers += ' &&'
    let text = ''
    /** Of the last part, for what is named like it: constructors. */
    let last = ''
    let isTemplate = false
    let hasNoResult = false
    while (!input.take('E')) {
      if (input.here === 'S') {
        const isStd = input.take('St')
        const part = isStd ? plain('std') : this.#substitution()
        if (text !== '') input.unreadable()
        text = spelled(part)
        last = isStd ? '' : baseName(text)
        isTemplate = false
        continue
      }
      if (input.here === 'T') {
        text = spelled(this.#templateParameter())
        last = baseName(text)
      } else if (input.here === 'I') {
        if (text === '') input.unreadable()
        text = withArguments(text, this.#templateArguments())
        isTemplate = true
        if (!input.startsWith('E')) this.#known.push(plain(text))
        continue
      } else {
        const part = this.#unqualified(last)
        text = text === '' ? part.text : `${text}::${part.text}`
        last = part.text
        hasNoResult = part.hasNoResult
      }
      isTemplate = false
      input.bounded(text)
      if (!input.startsWith('E')) this.#known.push(plain(text))
    }
    if (text === '') input.unreadable()
    return this.#named(text, { isTemplate, hasNoResult, qualifiers })
  }

  #localName(): Name {
    const input = this.#in
    input.expect('Z')
    const outer = this.#encoding(true)
    input.expect('E')
    if (input.take('s')) {
      this.#discriminator()
      return this.#named(`${outer}::string literal`)
    }
    if (input.take('d')) {
      input.takeWhile(/\d/)
      input.expect('_')
    }
    const inner = this.#name()
    this.#discriminator()
    return { ...inner, text: input.bounded(`${outer}::${inner.text}`) }
  }

  #discriminator(): void {
    const input = this.#in
    if (input.take('__')) {
      input.decimal()
      input.expect('_')
    } else if (input.take('_')) input.next()
  }

  /** `owner`: the class around it, after which constructors are named. */
  #unqualified(owner: string): { readonly text: string; readonly hasNoResult: boolean } {
    const input = this.#in
    const { text, hasNoResult = false } = this.#unqualifiedHere(owner)
    let tagged = text
    while (input.take('B')) tagged += `[abi:${this.#sourceName()}]`
    return { text: tagged, hasNoResult }
  }

  #unqualifiedHere(owner: string): { readonly text: string; readonly hasNoResult?: boolean } {
    const input = this.#in
    input.take('L')
    if (/\d/.test(input.here)) return { text: this.#sourceName() }
    const isConstructor = /^C[1-5]/.test(input.text.slice(input.at, input.at + 2))
    if (isConstructor || /^D[0-5]/.test(input.text.slice(input.at, input.at + 2))) {
      if (owner === '') input.unreadable()
      input.at += 2
      return { text: `${isConstructor ? '' : '~'}${owner.replace(/\[abi:.*$/, '')}`, hasNoResult: true }
    }
    if (input.take('Ut')) return { text: `{unnamed type#${this.#ordinal()}}` }
    if (input.take('Ul')) {
      this.#lambdas++
      const parameters = this.#parameters()
      this.#lambdas--
      input.expect('E')
      return { text: `{lambda(${parameters})#${this.#ordinal()}}` }
    }
    if (input.take('cv')) return { text: `operator ${spelled(this.#type())}`, hasNoResult: true }
    if (input.take('li')) return { text: `operator"" ${this.#sourceName()}` }
    const operator = operators[input.text.slice(input.at, input.at + 2)]
    if (operator === undefined) return input.unreadable()
    input.at += 2
    return { text: `operator${/^[a-z]/.test(operator) ? ' ' : ''}${operator}` }
  }

  /** `_` is the first, `0_` the second. */
  #ordinal(): number {
    const number = this.#in.here === '_' ? 1 : this.#in.decimal() + 2
    this.#in.expect('_')
    return number
  }

  #sourceName(): string {
    const input = this.#in
    const length = input.decimal()
    const text = input.text.slice(input.at, input.at + length)
    if (length === 0 || text.length < length) input.unreadable()
    input.at += length
    return /^_GLOBAL_[._$]N/.test(text) ? '(anonymous namespace)' : text
  }

  /** Of a type or of `this`: behind it, as people of C++ write when they are machines. */
  #qualifiers(): string {
    const input = this.#in
    let text = ''
    if (input.take('r')) text = ' restrict'
    if (input.take('V')) text = ` volatile${text}`
    if (input.take('K')) text = ` const${text}`
    return text
  }

  #type(): Type {
    return this.#in.nested(() => {
      // Arguments inside a type are its own, and not what the parameters of the function refer to.
      const before = this.#arguments
      const type = this.#typeHere()
      this.#arguments = before
      this.#in.bounded(type.left + type.right)
      return type
    })
  }

  #typeHere(): Type {
    const input = this.#in
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
      return this.#remember(plain(this.#sourceName()))
    }
    if (input.here === 'S' && !input.startsWith('St')) {
      const part = this.#substitution()
      if (!input.startsWith('I')) return part
      return this.#remember(plain(withArguments(spelled(part), this.#templateArguments())))
    }
    if (input.here === 'T') {
      if (/^T[sue]/.test(input.text.slice(input.at, input.at + 2))) {
        input.at += 2
        return this.#remember(plain(this.#name().text))
      }
      const part = this.#remember(this.#templateParameter())
      if (!input.startsWith('I')) return part
      return this.#remember(plain(withArguments(spelled(part), this.#templateArguments())))
    }
    return this.#remember(this.#compound())
  }

  #remember(type: Type): Type {
    this.#known.push(type)
    return type
  }

  #compound(): Type {
    const input = this.#in
    const qualifiers = this.#qualifiers()
    if (qualifiers !== '') {
      const { left, right, isWrapped } = this.#type()
      // Of a function: of the member that it is.
      return isWrapped === true && right.startsWith('(')
        ? { left, right: right + qualifiers, isWrapped }
        : { left: left + qualifiers, right, ...(isWrapped === true ? { isWrapped } : {}) }
    }
    if (input.take('P')) return pointed(this.#type(), '*')
    if (input.take('R')) return referred(this.#type(), '&')
    if (input.take('O')) return referred(this.#type(), '&&')
    if (input.take('F')) return this.#function()
    if (input.take('A')) {
      const size =
        input.here === 'T' ? spelled(this.#templateParameter()).replace(/u?l{0,2}$/, '') : input.takeWhile(/\d/)
      input.expect('_')
      const { left, right } = this.#type()
      return { left: left.endsWith(' ') ? left : `${left} `, right: `[${size}]${right}`, isWrapped: true }
    }
    if (input.take('M')) {
      const owner = spelled(this.#type())
      return pointed(this.#type(), `${owner}::*`, ' ')
    }
    if (input.take('C')) return plain(`${spelled(this.#type())} _Complex`)
    if (/[NZ\d]|S/.test(input.here)) return plain(this.#name().text)
    return input.unreadable()
  }

  #function(): Type {
    const input = this.#in
    input.take('Y')
    const { left, right } = this.#type()
    const parameters = this.#parameters()
    const reference = input.take('R') ? ' &' : input.take('O') ? ' &&' : ''
    input.expect('E')
    return { left: `${left} `, right: `(${parameters})${reference}${right}`, isWrapped: true }
  }

  #templateParameter(): Type {
    const input = this.#in
    input.expect('T')
    const index = this.#ordinal() - 1
    if (this.#lambdas > 0) return plain(`auto:${index + 1}`)
    const type = this.#arguments[index]
    if (type === undefined) return input.unreadable()
    if (type.pack === undefined) return type
    if (this.#packIndex === undefined) return plain(type.pack.map(spelled).join(', '))
    this.#packLengths.push(type.pack.length)
    return type.pack[this.#packIndex] ?? plain('')
  }

  #substitution(): Type {
    const input = this.#in
    input.expect('S')
    const standard = standardParts[input.here]
    if (standard !== undefined) {
      input.at++
      return plain(standard)
    }
    const digits = input.takeWhile(/[0-9A-Z]/)
    input.expect('_')
    const index = digits === '' ? 0 : Number.parseInt(digits, 36) + 1
    return this.#known[index] ?? input.unreadable()
  }

  /** `<…>`; from then on they are what parameters refer to. */
  #templateArguments(): string {
    return this.#in.nested(() => {
      const input = this.#in
      input.expect('I')
      const all: Type[] = []
      while (!input.take('E')) all.push(this.#argument())
      this.#arguments = all
      const texts = all.flatMap((type) => (type.pack ? type.pack.map(spelled) : [spelled(type)]))
      const list = input.bounded(texts.filter((text) => text !== '').join(', '))
      return `<${list}${list.endsWith('>') ? ' ' : ''}>`
    })
  }

  #argument(): Type {
    const input = this.#in
    if (input.take('J')) {
      const pack: Type[] = []
      while (!input.take('E')) pack.push(this.#argument())
      return { left: pack.map(spelled).join(', '), right: '', pack }
    }
    if (input.take('L')) return plain(this.#literal())
    if (input.take('X')) {
      // Of expressions, those that only pass a parameter on.
      input.take('sp')
      const type = this.#templateParameter()
      input.expect('E')
      return type
    }
    if (input.startsWith('Dp')) {
      const pack = this.#spread().map(plain)
      return { left: pack.map(spelled).join(', '), right: '', pack }
    }
    return this.#type()
  }

  #literal(): string {
    const input = this.#in
    if (input.take('_Z')) {
      const name = this.#encoding()
      input.expect('E')
      return name
    }
    const type = spelled(this.#type())
    const sign = input.take('n') ? '-' : ''
    const value = input.takeWhile(/[0-9a-f.]/)
    input.expect('E')
    if (type === 'bool' && (value === '0' || value === '1')) return value === '1' ? 'true' : 'false'
    const ending = { int: '', 'unsigned int': 'u', long: 'l', 'unsigned long': 'ul', 'long long': 'll' }[type]
    if (ending !== undefined) return `${sign}${value}${ending}`
    return type === 'unsigned long long' ? `${sign}${value}ull` : `(${type})${sign}${value}`
  }
}
