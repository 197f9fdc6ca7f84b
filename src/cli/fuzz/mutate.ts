/**
 * Changes that know what inputs are made of: length fields, numbers in text, brackets, lines, pieces of other inputs. Everything comes
 * from one seeded source of random numbers, so that a run can be repeated.
 */
import type { Random } from '../../core/base/random.ts'

const mostBytes = 400_000

const numbers = [
  '0', '-1', '-0', '1e999', '-1e308', '1e23', '8.64e15', '8640000000000001', '9223372036854775807', '9223372036854775808',
  '18446744073709551615', '4294967295', '2147483648', '1e-320', '0.1', '1e21', 'NaN', 'null', '""', '[]', '{}',
].map((text) => new TextEncoder().encode(text)) // prettier-ignore
const brackets = [
  '[',
  '{"a":',
  '(',
  '((((){200}){200}){200}){200}',
  '</script>',
  '\u202e',
  '\0',
  '\ud800',
  ';',
  '\t',
  '\n',
  '__proto__',
  '%',
  '%zz',
  '..',
  '//',
  'javascript:',
]

export function mutated(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = seed
  const times = 1 + Math.floor(random() ** 3 * 8)
  for (let i = 0; i < times; i++) {
    const change = changes[Math.floor(random() * changes.length)] ?? flip
    bytes = change(bytes, random, others)
  }
  return bytes.length > mostBytes ? bytes.slice(0, mostBytes) : bytes
}

type Change = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
const put = (bytes: Uint8Array, at: number, until: number, by: Uint8Array): Uint8Array =>
  joined(bytes.subarray(0, at), by, bytes.subarray(until))

const flip: Change = (bytes, random) => {
  const out = bytes.slice()
  for (let i = 1 + below(random, 4); i > 0; i--) {
    const at = below(random, out.length)
    out[at] = random() < 0.5 ? (out[at] ?? 0) ^ (1 << below(random, 8)) : below(random, 256)
  }
  return out
}

/** A length, count or offset as binary formats write them, set to what does not fit. */
const lengthField: Change = (bytes, random) => {
  const out = bytes.slice()
  const width = [1, 2, 4, 8][below(random, 4)] ?? 4
  const at = below(random, Math.max(1, out.length - width))
  const fill = [0x00, 0xff, 0x7f, 0x80][below(random, 4)] ?? 0
  for (let i = 0; i < width; i++) out[at + i] = fill
  if (random() < 0.5) out[at + (random() < 0.5 ? 0 : width - 1)] = below(random, 256)
  return out.subarray(0, bytes.length)
}

/** A varint of up to ten bytes, put in or in place of one. */
const varint: Change = (bytes, random) => {
  const at = below(random, bytes.length + 1)
  const width = 1 + below(random, 10)
  const value = new Uint8Array(width).fill(0x80 | below(random, 128))
  value[width - 1] = below(random, 128)
  return put(bytes, at, random() < 0.5 ? at : at + width, value)
}

/** A number written as text. */
const number: Change = (bytes, random) => {
  const from = below(random, bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const at = (from + i) % bytes.length
    if (!isDigit(bytes[at])) continue
    let until = at
    while (until < bytes.length && (isDigit(bytes[until]) || bytes[until] === 0x2e)) until++
    return put(bytes, at, until, numbers[below(random, numbers.length)] ?? bytes.subarray(at, until))
  }
  return flip(bytes, random, [])
}
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

const insertText: Change = (bytes, random) => {
  const text = brackets[below(random, brackets.length)] ?? ''
  const times = random() < 0.1 ? 1 + below(random, 5000) : 1 + below(random, 3)
  const at = below(random, bytes.length + 1)
  return put(bytes, at, at, new TextEncoder().encode(text.repeat(times)))
}

const cut: Change = (bytes, random) => bytes.slice(0, below(random, bytes.length + 1))

const remove: Change = (bytes, random) => {
  const at = below(random, bytes.length)
  return put(bytes, at, Math.min(bytes.length, at + 1 + below(random, random() < 0.5 ? 8 : bytes.length / 4)), empty)
}
const empty = new Uint8Array(0)

/** A piece of it again, once or often. */
const repeat: Change = (bytes, random) => {
  const at = below(random, bytes.length)
  const piece = bytes.slice(at, at + 1 + below(random, Math.min(4000, bytes.length)))
  const times = Math.min(1 + below(random, random() < 0.2 ? 2000 : 3), Math.ceil(mostBytes / Math.max(1, piece.length)))
  return put(bytes, at, at, joined(...Array.from({ length: times }, () => piece)))
}

const splice: Change = (bytes, random, others) => {
  const other = others[below(random, others.length)] ?? bytes
  const from = below(random, other.length)
  const piece = other.subarray(from, from + 1 + below(random, Math.min(20_000, other.length)))
  const at = below(random, bytes.length + 1)
  return put(bytes, at, random() < 0.5 ? at : Math.min(bytes.length, at + piece.length), piece)
}

/** One line, or one list element, moved to another place. */
const shuffle: Change = (bytes, random) => {
  const mark = random() < 0.5 ? 0x0a : 0x2c
  const start = bytes.indexOf(mark, below(random, bytes.length))
  const end = bytes.indexOf(mark, start + 1)
  if (start < 0 || end < 0) return remove(bytes, random, [])
  const piece = bytes.slice(start, end)
  const rest = put(bytes, start, end, empty)
  const at = below(random, rest.length + 1)
  return put(rest, at, at, piece)
}

/** A part of a JSON text replaced by another part or by something of another kind. */
const json: Change = (bytes, random) => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return number(bytes, random, [])
  }
  const holders: { readonly holder: Record<string, unknown>; readonly key: string }[] = []
  const todo = [value]
  while (todo.length > 0 && holders.length < 5000) {
    const one = todo.pop()
    if (typeof one !== 'object' || one === null) continue
    for (const key of Object.keys(one)) {
      const holder = one as Record<string, unknown>
      holders.push({ holder, key })
      todo.push(holder[key])
    }
  }
  const target = holders[below(random, holders.length)]
  const source = holders[below(random, holders.length)]
  if (!target || !source) return bytes
  const others = [null, -1, 1e300, 8.64e15 + 1, '', 'x', [], {}, true, [[[]]], '\u202e<img>', -0.5]
  if (random() < 0.2) delete target.holder[target.key]
  else if (random() < 0.5) target.holder[target.key] = structuredClone(source.holder[source.key])
  else target.holder[target.key] = others[below(random, others.length)]
  try {
    return new TextEncoder().encode(JSON.stringify(value))
  } catch {
    return bytes
  }
}

const changes: readonly Change[] = [
  flip,
  lengthField,
  varint,
  number,
  number,
  insertText,
  cut,
  remove,
  repeat,
  splice,
  shuffle,
  json,
  json,
]
