/**
 * C++'s mangling of everything but Microsoft's compiler (Itanium C++ ABI, 5.1): nested names and functions, whose template arguments and
 * types (`itaniumTypeReader.ts`) refer back to parts that came before.
 */
import { operators } from './itaniumTables.ts'
import { type Name, ItaniumTypeReader } from './itaniumTypeReader.ts'
import { baseName, plain, spelled, withArguments } from './itaniumTypes.ts'

export class ItaniumName extends ItaniumTypeReader {
  /** Throws `UnreadableName`. */
  read(): string {
    this.in.expect('_Z')
    const name = this.encoding()
    if (!this.in.isAtEnd) this.in.unreadable()
    return name
  }

  /** Of a function around something local, what it returns is not written down. */
  protected override encoding(isAround = false): string {
    return this.in.nested(() => {
      const input = this.in
      const special = this.#special()
      if (special !== undefined) return special
      const name = this.name()
      if (input.isAtEnd || input.here === 'E') return name.text
      const result = name.isTemplate && !name.hasNoResult ? this.type() : undefined
      const parameters = this.parameters()
      const call = `${name.text}(${parameters})${name.qualifiers}`
      if (!result || isAround) return input.bounded(call)
      return input.bounded(`${result.left}${/[\w>)&*\]]$/.test(result.left) ? ' ' : ''}${call}${result.right}`)
    })
  }

  #special(): string | undefined {
    const input = this.in
    const of: readonly (readonly [string, string])[] = [
      ['TV', 'vtable for '],
      ['TT', 'VTT for '],
      ['TI', 'typeinfo for '],
      ['TS', 'typeinfo name for '],
    ]
    for (const [code, text] of of) if (input.take(code)) return text + spelled(this.type())
    if (input.take('GV')) return `guard variable for ${this.name().text}`
    if (input.take('TW')) return `TLS wrapper function for ${this.name().text}`
    if (input.take('TH')) return `TLS init function for ${this.name().text}`
    if (input.take('GTt')) return `transaction clone for ${this.encoding()}`
    if (input.take('Th')) {
      this.#offset()
      return `non-virtual thunk to ${this.encoding()}`
    }
    if (input.take('Tv')) {
      this.#offset()
      this.#offset()
      return `virtual thunk to ${this.encoding()}`
    }
    return undefined
  }

  #offset(): void {
    this.in.take('n')
    this.in.decimal()
    this.in.expect('_')
  }

  protected override name(): Name {
    return this.in.nested(() => this.#nameHere())
  }

  #nameHere(): Name {
    const input = this.in
    if (input.here === 'N') return this.#nestedName()
    if (input.here === 'Z') return this.#localName()
    if (input.here === 'S' && !input.startsWith('St')) {
      const part = this.substitution()
      if (!input.startsWith('I')) input.unreadable()
      return this.#named(spelled(part) + this.templateArguments(), { isTemplate: true })
    }
    const isStd = input.take('St')
    const { text, hasNoResult } = this.#unqualified('')
    const name = isStd ? `std::${text}` : text
    if (!input.startsWith('I')) return this.#named(name, { hasNoResult })
    this.known.push(plain(name))
    return this.#named(withArguments(name, this.templateArguments()), { hasNoResult, isTemplate: true })
  }

  #named(text: string, more: Partial<Name> = {}): Name {
    return { text: this.in.bounded(text), isTemplate: false, hasNoResult: false, qualifiers: '', ...more }
  }

  #nestedName(): Name {
    const input = this.in
    input.expect('N')
    let qualifiers = this.qualifiers()
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
        const part = isStd ? plain('std') : this.substitution()
        if (text !== '') input.unreadable()
        text = spelled(part)
        last = isStd ? '' : baseName(text)
        isTemplate = false
        continue
      }
      if (input.here === 'T') {
        text = spelled(this.templateParameter())
        last = baseName(text)
      } else if (input.here === 'I') {
        if (text === '') input.unreadable()
        text = withArguments(text, this.templateArguments())
        isTemplate = true
        if (!input.startsWith('E')) this.known.push(plain(text))
        continue
      } else {
        const part = this.#unqualified(last)
        text = text === '' ? part.text : `${text}::${part.text}`
        last = part.text
        hasNoResult = part.hasNoResult
      }
      isTemplate = false
      input.bounded(text)
      if (!input.startsWith('E')) this.known.push(plain(text))
    }
    if (text === '') input.unreadable()
    return this.#named(text, { isTemplate, hasNoResult, qualifiers })
  }

  #localName(): Name {
    const input = this.in
    input.expect('Z')
    const outer = this.encoding(true)
    input.expect('E')
    if (input.take('s')) {
      this.#discriminator()
      return this.#named(`${outer}::string literal`)
    }
    if (input.take('d')) {
      input.takeWhile(/\d/)
      input.expect('_')
    }
    const inner = this.name()
    this.#discriminator()
    return { ...inner, text: input.bounded(`${outer}::${inner.text}`) }
  }

  #discriminator(): void {
    const input = this.in
    if (input.take('__')) {
      input.decimal()
      input.expect('_')
    } else if (input.take('_')) input.next()
  }

  /** `owner`: the class around it, after which constructors are named. */
  #unqualified(owner: string): { readonly text: string; readonly hasNoResult: boolean } {
    const input = this.in
    const { text, hasNoResult = false } = this.#unqualifiedHere(owner)
    let tagged = text
    while (input.take('B')) tagged += `[abi:${this.sourceName()}]`
    return { text: tagged, hasNoResult }
  }

  #unqualifiedHere(owner: string): { readonly text: string; readonly hasNoResult?: boolean } {
    const input = this.in
    input.take('L')
    if (/\d/.test(input.here)) return { text: this.sourceName() }
    const isConstructor = /^C[1-5]/.test(input.text.slice(input.at, input.at + 2))
    if (isConstructor || /^D[0-5]/.test(input.text.slice(input.at, input.at + 2))) {
      if (owner === '') input.unreadable()
      input.at += 2
      return { text: `${isConstructor ? '' : '~'}${owner.replace(/\[abi:.*$/, '')}`, hasNoResult: true }
    }
    if (input.take('Ut')) return { text: `{unnamed type#${this.ordinal()}}` }
    if (input.take('Ul')) {
      this.lambdas++
      const parameters = this.parameters()
      this.lambdas--
      input.expect('E')
      return { text: `{lambda(${parameters})#${this.ordinal()}}` }
    }
    if (input.take('cv')) return { text: `operator ${spelled(this.type())}`, hasNoResult: true }
    if (input.take('li')) return { text: `operator"" ${this.sourceName()}` }
    const operator = operators[input.text.slice(input.at, input.at + 2)]
    if (operator === undefined) return input.unreadable()
    input.at += 2
    return { text: `operator${/^[a-z]/.test(operator) ? ' ' : ''}${operator}` }
  }
}
