/**
 * JSON from outside becomes typed values here, with one message per mistake and the path to it. Unknown keys are ignored.
 * Only own properties are read, so `__proto__` in a file is a key like any other and reaches no prototype.
 */
import { err, ok, type LoadError, type Result } from '../core/base/result.ts'
import { makeVisibleLines } from '../core/base/visibleText.ts'

/** Collects mistakes of one document: "captures[3].from: …". */
export class Mistakes {
  readonly #messages: string[] = []
  #unheard = 0
  /** A file that is wrong everywhere should not print itself. */
  readonly #limit: number

  constructor(limit = 50) {
    this.#limit = limit
  }

  add(path: string, message: string): void {
    if (this.#messages.length < this.#limit) this.#messages.push(path === '' ? message : `${path}: ${message}`)
    else this.#unheard++
  }

  get messages(): readonly string[] {
    return this.#unheard === 0 ? this.#messages : [...this.#messages, `${this.#unheard} more mistakes`]
  }
}

export function parseJson(text: string, where: string, todo: string): Result<unknown> {
  // A byte order mark is what some editors leave in front; JSON.parse refuses it.
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  if (trimmed === '') return err({ code: 'empty', where, what: 'the file is empty', todo })
  try {
    return ok(JSON.parse(trimmed) as unknown)
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 160) : 'unreadable'
    const code: LoadError['code'] = /end of (JSON )?(input|data)|Unterminated/i.test(detail) ? 'truncated' : 'malformed'
    return err({ code, where, what: `it is not JSON: ${detail}`, todo })
  }
}

/** A value at a path. Every reader returns undefined when the value is absent or wrong; wrong ones leave a message. */
export class Field {
  readonly value: unknown
  readonly path: string
  readonly #mistakes: Mistakes

  constructor(value: unknown, path: string, mistakes: Mistakes) {
    this.value = value
    this.path = path
    this.#mistakes = mistakes
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null
  }

  wrong(message: string): undefined {
    this.#mistakes.add(this.path, message)
    return undefined
  }

  get(key: string): Field {
    const path = this.path === '' ? key : `${this.path}.${key}`
    const owner = this.value
    const has = typeof owner === 'object' && owner !== null && !Array.isArray(owner) && Object.hasOwn(owner, key)
    return new Field(has ? (owner as Record<string, unknown>)[key] : undefined, path, this.#mistakes)
  }

  /** True for a JSON object; anything else present leaves a message. */
  isObject(): boolean {
    if (typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)) return true
    if (this.present) this.wrong(`must be an object, is ${describe(this.value)}`)
    return false
  }

  text(maxLength = 10_000): string | undefined {
    if (!this.present) return undefined
    if (typeof this.value !== 'string') return this.wrong(`must be text, is ${describe(this.value)}`)
    if (this.value.length > maxLength) return this.wrong(`must be at most ${maxLength} characters`)
    return this.value
  }

  number(range: { readonly min?: number; readonly max?: number } = {}): number | undefined {
    if (!this.present) return undefined
    const { min = -Infinity, max = Infinity } = range
    if (typeof this.value !== 'number' || !Number.isFinite(this.value))
      return this.wrong(`must be a number, is ${describe(this.value)}`)
    if (this.value < min) return this.wrong(`must be at least ${min}, is ${this.value}`)
    if (this.value > max) return this.wrong(`must be at most ${max}, is ${this.value}`)
    return this.value
  }

  /** Text that people read: what the eye would miss in it is made visible. */
  said(maxLength?: number): string | undefined {
    const text = this.text(maxLength)
    return text === undefined ? undefined : makeVisibleLines(text)
  }

  oneOf<const T extends string>(choices: readonly T[]): T | undefined {
    if (!this.present) return undefined
    const found = choices.find((choice) => choice === this.value)
    return found ?? this.wrong(`must be one of ${choices.join(', ')}; is ${describe(this.value)}`)
  }

  /** Milliseconds since 1970. The offset is required: "02:04" alone is a different moment in every time zone. */
  time(): number | undefined {
    if (!this.present) return undefined
    const ms = typeof this.value === 'string' ? parseIsoTime(this.value) : undefined
    return (
      ms ?? this.wrong(`must be a time with its offset, like 2026-11-22T02:04:00+05:30; is ${describe(this.value)}`)
    )
  }

  /** The entries that `read` could use. */
  list<T>(read: (entry: Field) => T | undefined, maxLength = 100_000): T[] {
    if (!this.present) return []
    if (!Array.isArray(this.value)) {
      this.wrong(`must be a list, is ${describe(this.value)}`)
      return []
    }
    if (this.value.length > maxLength) {
      this.wrong(`must have at most ${maxLength} entries, has ${this.value.length}`)
      return []
    }
    return this.value
      .map((entry, index) => read(new Field(entry, `${this.path}[${index}]`, this.#mistakes)))
      .filter((entry) => entry !== undefined)
  }

  /** Own keys with the values that `read` could use. */
  entries<T>(read: (entry: Field) => T | undefined): (readonly [string, T])[] {
    if (!this.present || !this.isObject()) return []
    return Object.keys(this.value as object).flatMap((key) => {
      const value = read(this.get(key))
      return value === undefined ? [] : [[key, value] as const]
    })
  }

  /** A plain record of texts: labels, headers. Names that could reach a prototype are left out with a message. */
  texts(maxLength = 1000): Record<string, string> {
    const record: Record<string, string> = {}
    for (const [key, value] of this.entries((entry) => entry.text(maxLength))) {
      if (key in Object.prototype) this.wrong(`"${key}" cannot be a name here`)
      else record[key] = value
    }
    return record
  }
}

export const rootField = (value: unknown, mistakes: Mistakes): Field => new Field(value, '', mistakes)

const isoTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,12})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/i

/** ISO 8601 with an offset, fractions of any length; undefined for anything else. */
export function parseIsoTime(text: string): number | undefined {
  if (!isoTime.test(text)) return undefined
  const fraction = /[.,](\d+)/.exec(text)?.[1]
  const whole = text.replace(/[.,]\d+/, '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const ms = Date.parse(whole.toUpperCase())
  if (Number.isNaN(ms)) return undefined
  return fraction === undefined ? ms : ms + Math.round(Number(`0.${fraction}`) * 1e9) / 1e6
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
