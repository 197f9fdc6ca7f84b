/** Amounts and times as Go prints them. */

const units: Readonly<Record<string, number>> = {
  '': 1,
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  mins: 60e9,
  min: 60e9,
  hrs: 3600e9,
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
}

/** "70ms" → ns, "1.50MB" → bytes (pprof's are binary), "12" → 12. */
export function pprofAmount(text: string): number | undefined {
  const found = /^(-?\d{1,15}(?:\.\d{1,6})?)([a-zA-Zµ]{0,4})$/.exec(text)
  const unit = units[found?.[2] ?? 'none']
  return found === null || unit === undefined ? undefined : Number(found[1]) * unit
}

/** A `time.Duration`: "20s", "1m30.5s", "850.3ms"; in ms. */
export function durationMs(text: string): number | undefined {
  let rest = text
  let ms = 0
  while (rest !== '') {
    const found = /^(\d{1,9}(?:\.\d{1,12})?)(h|ms|m|s|us|µs|ns)/.exec(rest)
    if (!found) return undefined
    const [whole, digits = '', unit = ''] = found
    ms += Number(digits) * (unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : (units[unit] ?? 0) / 1e6)
    rest = rest.slice(whole.length)
  }
  return ms
}
