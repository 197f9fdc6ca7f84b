/**
 * Numbers that a person reads elsewhere (a dashboard, `top`, `kubectl top`) and types: "0.4", "120MB/h", "4GiB". Each keeps the text
 * as it was typed, which links carry, and the interval of its own digits: 0.4 is anything from 0.35 to 0.45.
 */
import type { Bytes } from './units.ts'

/**
 *   cpu      cores in use; also "400m" and "40%" (of one core, as `top` counts)
 *   growth   bytes per hour of the heap or of the process      alloc   bytes allocated per second
 *   rss      bytes of the process                              limit   bytes it may have
 */
export const typedIds = ['cpu', 'growth', 'alloc', 'rss', 'limit'] as const
export type TypedId = (typeof typedIds)[number]

export interface TypedNumber {
  readonly text: string
  /** cpu: cores; growth: bytes per hour; alloc: bytes per second; rss, limit: bytes. */
  readonly value: number
  readonly low: number
  readonly high: number
}

export type TypedNumbers = Readonly<Partial<Record<TypedId, TypedNumber>>>

/** What a wrong one is told, with an example of a right one. */
export const typedExamples: Readonly<Record<TypedId, string>> = {
  cpu: 'cores in use such as 0.4, 400m or 40%',
  growth: 'an amount per time such as 120MB/h or 2GB/d',
  alloc: 'an amount per time such as 30MB/s',
  rss: 'an amount such as 8GB or 7.5GiB',
  limit: 'an amount such as 4GB or 4GiB',
}

const byteUnits: Readonly<Record<string, Bytes>> = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  ki: 2 ** 10,
  kib: 2 ** 10,
  mi: 2 ** 20,
  mib: 2 ** 20,
  gi: 2 ** 30,
  gib: 2 ** 30,
  ti: 2 ** 40,
  tib: 2 ** 40,
}

const secondsOf: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
}

const longest = 40
const form = /^([+-]?)(\d{1,15})(?:[.,](\d{1,9}))?\s*([a-zA-Z%]*)\s*(?:\/\s*([a-zA-Z]+))?$/

/** @returns undefined for what is no such number: no unit where one is needed, no time of a rate, negative where nothing is */
export function parseTyped(id: TypedId, given: string): TypedNumber | undefined {
  const text = given.trim().replace('−', '-')
  const parts = text.length > longest ? null : form.exec(text)
  if (parts === null) return undefined
  const [, sign = '', whole = '', fraction = '', unit = '', per] = parts
  const scale = scaleOf(id, unit.toLowerCase(), per?.toLowerCase())
  const isNegative = sign === '-'
  if (scale === undefined || (isNegative && id !== 'growth')) return undefined
  const size = Number(`${whole}.${fraction || '0'}`)
  const half = 0.5 * 10 ** -fraction.length
  const at = (value: number): number => (isNegative ? -value : value) * scale
  const [a, b] = [at(Math.max(0, size - half)), at(size + half)]
  return { text, value: at(size), low: Math.min(a, b), high: Math.max(a, b) }
}

function scaleOf(id: TypedId, unit: string, per: string | undefined): number | undefined {
  if (id === 'cpu') {
    if (per !== undefined) return undefined
    return unit === '' || unit === 'cores' || unit === 'core'
      ? 1
      : unit === 'm'
        ? 1e-3
        : unit === '%'
          ? 1e-2
          : undefined
  }
  const bytes = byteUnits[unit]
  if (id === 'rss' || id === 'limit') return per === undefined ? bytes : undefined
  const seconds = per === undefined ? undefined : secondsOf[per]
  if (bytes === undefined || seconds === undefined) return undefined
  return id === 'growth' ? (bytes * 3600) / seconds : bytes / seconds
}
