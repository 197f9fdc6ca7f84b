/**
 * Rust's mangling since 2020, RFC 2603 ("v0"): a path, with types and constants in it, and references back to parts that came before.
 *
 *   path  C crate · N namespace path name · M <type> · X <type as trait> · Y <type as trait> · I path arguments E · B back
 *   type  one letter · A array · S slice · T tuple · R Q references · P O pointers · F function · D dyn · path · B back
 */
import { MangledReader } from './reader.ts'

const basic: Readonly<Record<string, string>> = {
  a: 'i8',
  b: 'bool',
  c: 'char',
  d: 'f64',
  e: 'str',
  f: 'f32',
  h: 'u8',
  i: 'isize',
  j: 'usize',
  l: 'i32',
  m: 'u32',
  n: 'i128',
  o: 'u128',
  p: '_',
  s: 'i16',
  t: 'u16',
  u: '()',
  v: '...',
  x: 'i64',
  y: 'u64',
  z: '!',
}

export class RustName {
  readonly #in: MangledReader
  /** Lifetimes bound by `for<…>` around here. */
  #bound = 0

  constructor(mangled: string) {
    this.#in = new MangledReader(mangled)
  }

  /** Throws `UnreadableName`. */
  read(): string {
    const input = this.#in
    input.expect('_R')
    const name = this.#path(true)
    // The crate that made an instance of it.
    if (!input.isAtEnd && /[A-Z]/.test(input.here)) this.#path(false)
    if (!input.isAtEnd) input.unreadable()
    return name
  }

  #path(inValue: boolean): string {
    return this.#in.nested(() => this.#in.bounded(this.#pathHere(inValue)))
  }

  #pathHere(inValue: boolean): string {
    const input = this.#in
    switch (input.next()) {
      case 'C':
        return this.#identifier().name
      case 'M':
        this.#implPath()
        return `<${this.#type()}>`
      case 'X':
        this.#implPath()
        return `<${this.#type()} as ${this.#path(false)}>`
      case 'Y':
        return `<${this.#type()} as ${this.#path(false)}>`
      case 'N': {
        const space = input.next()
        const path = this.#path(inValue)
        const { name, index } = this.#identifier()
        if (/[A-Z]/.test(space)) {
          const kind = { C: 'closure', S: 'shim' }[space] ?? space
          return `${path}::{${kind}${name === '' ? '' : `:${name}`}#${index}}`
        }
        return name === '' ? path : `${path}::${name}`
      }
      case 'I': {
        const path = this.#path(inValue)
        return `${path}${inValue ? '::' : ''}<${this.#list(() => this.#argument())}>`
      }
      case 'B':
        return this.#back(() => this.#path(inValue))
      default:
        return input.unreadable()
    }
  }

  /** Where an impl stands: nothing of it is shown. */
  #implPath(): void {
    this.#disambiguator()
    this.#path(false)
  }

  #list(one: () => string): string {
    const items: string[] = []
    while (!this.#in.take('E')) items.push(one())
    return this.#in.bounded(items.join(', '))
  }

  #argument(): string {
    if (this.#in.take('L')) return this.#lifetime()
    return this.#in.take('K') ? this.#constant() : this.#type()
  }

  #type(): string {
    return this.#in.nested(() => this.#in.bounded(this.#typeHere()))
  }

  #typeHere(): string {
    const input = this.#in
    const letter = input.next()
    const simple = basic[letter]
    if (simple !== undefined) return simple
    switch (letter) {
      case 'A':
        return `[${this.#type()}; ${this.#constant()}]`
      case 'S':
        return `[${this.#type()}]`
      case 'T': {
        const items: string[] = []
        while (!input.take('E')) items.push(this.#type())
        return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
      }
      case 'R':
      case 'Q': {
        const lifetime = input.take('L') ? this.#lifetime() : "'_"
        return `&${lifetime === "'_" ? '' : `${lifetime} `}${letter === 'Q' ? 'mut ' : ''}${this.#type()}`
      }
      case 'P':
        return `*const ${this.#type()}`
      case 'O':
        return `*mut ${this.#type()}`
      case 'F':
        return this.#bind((lifetimes) => this.#function(lifetimes))
      case 'D': {
        const traits = this.#bind((lifetimes) => `dyn ${lifetimes}${this.#traits()}`)
        input.expect('L')
        const lifetime = this.#lifetime()
        return lifetime === "'_" ? traits : `${traits} + ${lifetime}`
      }
      case 'B':
        return this.#back(() => this.#type())
      default:
        input.at--
        return this.#path(false)
    }
  }

  #function(lifetimes: string): string {
    const input = this.#in
    const isUnsafe = input.take('U')
    const abi = input.take('K') ? (input.take('C') ? 'C' : this.#identifier().name.replaceAll('_', '-')) : undefined
    const parameters = this.#list(() => this.#type())
    const result = this.#type()
    const front = `${lifetimes}${isUnsafe ? 'unsafe ' : ''}${abi === undefined ? '' : `extern "${abi}" `}`
    return `${front}fn(${parameters})${result === '()' ? '' : ` -> ${result}`}`
  }

  #traits(): string {
    const traits: string[] = []
    while (!this.#in.take('E')) {
      const path = this.#path(false)
      const bindings: string[] = []
      while (this.#in.take('p')) bindings.push(`${this.#identifier().name} = ${this.#type()}`)
      if (bindings.length === 0) traits.push(path)
      else if (path.endsWith('>')) traits.push(`${path.slice(0, -1)}, ${bindings.join(', ')}>`)
      else traits.push(`${path}<${bindings.join(', ')}>`)
    }
    return traits.join(' + ')
  }

  /** `for<'a, 'b> ` in front, where lifetimes are bound. */
  #bind(inside: (lifetimes: string) => string): string {
    const count = this.#in.take('G') ? this.#base62() + 1 : 0
    if (count > 26) this.#in.unreadable()
    const names = Array.from({ length: count }, (_, i) => lifetimeName(this.#bound + i))
    this.#bound += count
    const made = inside(count === 0 ? '' : `for<${names.join(', ')}> `)
    this.#bound -= count
    return made
  }

  #lifetime(): string {
    const index = this.#base62()
    if (index === 0) return "'_"
    if (index > this.#bound) this.#in.unreadable()
    return lifetimeName(this.#bound - index)
  }

  #constant(): string {
    const input = this.#in
    if (input.take('B')) return this.#back(() => this.#constant())
    const type = input.next()
    if (type === 'p') return '_'
    const isNegative = 'aslxni'.includes(type) && input.take('n')
    const digits = input.takeWhile(/[0-9a-f]/)
    input.expect('_')
    if (digits.length > 32) input.unreadable()
    const value = BigInt(`0x${digits === '' ? '0' : digits}`)
    if (type === 'b') return value === 0n ? 'false' : value === 1n ? 'true' : input.unreadable()
    if (type === 'c') return value <= 0x10ffffn ? `'${String.fromCodePoint(Number(value))}'` : input.unreadable()
    if (!'aslxnihtmyoj'.includes(type)) input.unreadable()
    return `${isNegative ? '-' : ''}${value}`
  }

  #identifier(): { readonly name: string; readonly index: number } {
    const index = this.#disambiguator()
    const input = this.#in
    const isPunycode = input.take('u')
    // A name of no letters may be followed by digits of what comes next.
    const length = input.take('0') ? 0 : input.decimal()
    input.take('_')
    const text = input.text.slice(input.at, input.at + length)
    if (text.length < length) input.unreadable()
    input.at += length
    return { name: isPunycode ? (fromPunycode(text) ?? input.unreadable()) : text, index }
  }

  #disambiguator(): number {
    return this.#in.take('s') ? this.#base62() + 1 : 0
  }

  /** `_` is 0, `0_` is 1, and so on. */
  #base62(): number {
    const digits = this.#in.takeWhile(/[0-9a-zA-Z]/)
    this.#in.expect('_')
    if (digits === '') return 0
    let value = 0
    for (const digit of digits)
      value = value * 62 + '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(digit)
    return value + 1
  }

  /** Reads once more what stands at an earlier place, counted from behind `_R`. */
  #back(read: () => string): string {
    const input = this.#in
    const from = input.at - 1
    const to = this.#base62() + 2
    if (to >= from) input.unreadable()
    const { at } = input
    input.at = to
    const made = input.nested(read)
    input.at = at
    return made
  }
}

const lifetimeName = (index: number): string => `'${String.fromCharCode(97 + index)}`

/** RFC 3492, with `_` between the plain letters and the rest. */
function fromPunycode(text: string): string | undefined {
  const split = text.lastIndexOf('_')
  const out = split < 0 ? [] : Array.from(text.slice(0, split))
  let [n, i, bias, at] = [128, 0, 72, split + 1]
  for (let isFirst = true; at < text.length; isFirst = false) {
    const before = i
    for (let weight = 1, k = 36; ; k += 36) {
      const digit = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(text[at++] ?? '?')
      if (digit < 0) return undefined
      i += digit * weight
      const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
      if (digit < threshold) break
      weight *= 36 - threshold
    }
    let delta = Math.floor((i - before) / (isFirst ? 700 : 2))
    delta += Math.floor(delta / (out.length + 1))
    let steps = 0
    for (; delta > 455; steps += 36) delta = Math.floor(delta / 35)
    bias = steps + Math.floor((36 * delta) / (delta + 38))
    n += Math.floor(i / (out.length + 1))
    i %= out.length + 1
    if (n > 0x10ffff) return undefined
    out.splice(i++, 0, String.fromCodePoint(n))
  }
  return out.join('')
}
