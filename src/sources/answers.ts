/** Reading JSON answers of servers: what is absent or of another type is empty, since zero and empty are often left out. */
import { mostAmount } from '../core/profile/possible.ts'
import { err, ok, type Result } from '../core/base/result.ts'
import type { EpochMs } from '../core/base/units.ts'
import type { SourceError } from './source.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function parseAnswer(bytes: ArrayBuffer, where: string): Result<JsonObject, SourceError> {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (isObject(json)) return ok(json)
  } catch {
    // Falls through.
  }
  return err(notJson(where))
}

export const notJson = (where: string): SourceError => ({
  code: 'malformed',
  where,
  what: 'the answer is not the JSON this kind of server gives',
  todo: 'see whether the URL in trifold.config.json leads to the right server, and whether "kind" is right',
})

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectsIn(value: unknown, key: string): readonly JsonObject[] {
  const list = isObject(value) ? value[key] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}

export function textsIn(value: unknown, key: string): readonly string[] {
  const list = isObject(value) ? value[key] : undefined
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : []
}

export function textAt(value: unknown, key: string): string {
  const found = isObject(value) ? value[key] : undefined
  return typeof found === 'string' ? found : ''
}

/** 64-bit numbers come as text, others as numbers; absent is zero on these wires. */
export function numberAt(value: unknown, key: string): number {
  const found = isObject(value) ? value[key] : undefined
  const number = typeof found === 'string' && found !== '' ? Number(found) : found
  // What no counter holds was not measured either; times 15 s it would be no number any more.
  return typeof number === 'number' && Math.abs(number) <= mostAmount ? number : 0
}

/** A time in epoch milliseconds that `Date` can hold; undefined for anything else, which no window can be drawn from. */
export function timeAt(object: JsonObject, key: string): EpochMs | undefined {
  const ms = numberAt(object, key)
  return Math.abs(ms) <= 8.64e15 ? ms : undefined
}

/** `[{ name, value }]` as both stores write label sets. A map: a label may be called anything. */
export function labelsAt(value: unknown, key: string): ReadonlyMap<string, string> {
  return new Map(objectsIn(value, key).map((label) => [textAt(label, 'name'), textAt(label, 'value')]))
}
