/** Requests of Pyroscope's API, read strictly: what the documentation does not have is refused. */
import { Refusal } from './refusal.ts'
import type { Asked } from './serve.ts'

type FieldKind = 'text' | 'texts' | 'time' | 'number' | 'maybe'

/** Every field documented and of its type; nothing else. */
export function fields(asked: Asked, shape: Readonly<Record<string, FieldKind>>): Record<string, unknown> {
  if (asked.body.length === 0) throw new Refusal('empty body')
  const body = JSON.parse(asked.body.toString('utf8')) as Record<string, unknown>
  for (const key of Object.keys(body)) if (shape[key] === undefined) throw new Refusal(`unknown field ${key}`)
  for (const [key, kind] of Object.entries(shape)) {
    const value = body[key]
    const right =
      kind === 'maybe'
        ? value === undefined || typeof value === 'number'
        : kind === 'text'
          ? typeof value === 'string'
          : kind === 'texts'
            ? Array.isArray(value) && value.every((entry) => typeof entry === 'string')
            : kind === 'time'
              ? Number.isInteger(value) && (value as number) > 0
              : typeof value === 'number'
    if (!right) throw new Refusal(`${key} must be ${kind}, is ${JSON.stringify(value)}`)
  }
  return body
}

export function decodeMergeRequest(body: Buffer): { type: string; selector: string; start: number; end: number } {
  const request = { type: '', selector: '', start: 0, end: 0 }
  let at = 0
  const varint = (): number => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = body[at++]
      if (byte === undefined) throw new Refusal('the request ends early')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(value)
    }
  }
  while (at < body.length) {
    const tag = varint()
    if (tag === 0x0a || tag === 0x12) {
      const length = varint()
      const text = body.subarray(at, (at += length)).toString('utf8')
      if (tag === 0x0a) request.type = text
      else request.selector = text
    } else if (tag === 0x18) request.start = varint()
    else if (tag === 0x20) request.end = varint()
    else throw new Refusal(`field with tag ${tag} is not expected`)
  }
  if (request.type.split(':').length < 5) throw new Refusal(`invalid profile type ${request.type}`)
  if (request.start <= 0 || request.end <= 0) throw new Refusal('missing time range in the query')
  return request
}
