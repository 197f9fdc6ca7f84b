/** Units as writers spell them → nanoseconds or bytes. Kilo is 1024 of bytes, as pprof's own tool has it. */
export interface BaseUnit {
  readonly unit: 'nanoseconds' | 'bytes'
  readonly factor: number
}

const nanoseconds = new Map(
  Object.entries({
    ns: 1,
    nanosecond: 1,
    us: 1e3,
    // The micro sign and the Greek letter.
    µs: 1e3,
    μs: 1e3,
    microsecond: 1e3,
    ms: 1e6,
    millisecond: 1e6,
    s: 1e9,
    sec: 1e9,
    second: 1e9,
    min: 60e9,
    minute: 60e9,
    hr: 3600e9,
    hour: 3600e9,
    day: 86_400e9,
  }),
)
const bytes = /^(?:([kmgtp])i?b|(kilo|kibi|mega|mebi|giga|gibi|tera|tebi|peta|pebi|[kmgtp])?bytes?|b)$/

/** Undefined for what is no time and no memory (`count`, `ticks`, nothing). */
export function baseUnitOf(text: string): BaseUnit | undefined {
  const name = text.toLowerCase()
  const factor = nanoseconds.get(name) ?? nanoseconds.get(name.replace(/(?<=..)s$/, ''))
  if (factor !== undefined) return { unit: 'nanoseconds', factor }
  const match = bytes.exec(name)
  if (match === null) return undefined
  const prefix = (match[1] ?? match[2])?.charAt(0)
  return { unit: 'bytes', factor: prefix === undefined ? 1 : 1024 ** ('kmgtp'.indexOf(prefix) + 1) }
}
