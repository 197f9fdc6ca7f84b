/** What the recording was told to do: `jdk.ActiveSetting`, which names event types by the chunk's ids. */

export class Settings {
  readonly #byEvent = new Map<string, Map<string, string>>()
  readonly #any = new Map<string, string>()

  set(eventType: string, name: string, value: string): void {
    let settings = this.#byEvent.get(eventType)
    if (settings === undefined) this.#byEvent.set(eventType, (settings = new Map<string, string>()))
    settings.set(name, value)
    this.#any.set(name, value)
  }

  get isEmpty(): boolean {
    return this.#any.size === 0
  }

  has(eventType: string): boolean {
    return this.#byEvent.has(eventType)
  }

  of(eventType: string, name: string): string | undefined {
    return this.#byEvent.get(eventType)?.get(name)
  }

  /** async-profiler hangs its own settings on whatever type is at hand. */
  any(name: string): string | undefined {
    return this.#any.get(name)
  }

  /** "20 ms", "0 ns", "1 s", or a plain number of nanoseconds. */
  nanoseconds(eventType: string, name: string): number | undefined {
    return parseDuration(this.of(eventType, name))
  }

  /** A plain number of bytes, or with k, m, g; 0 when not said. */
  bytes(eventType: string, name: string): number {
    const match = /^(\d{1,15})([kmg]?)b?$/i.exec(this.of(eventType, name) ?? '')
    return match ? Number(match[1]) * { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[unitOf(match[2])] : 0
  }

  anyNanoseconds(name: string): number | undefined {
    return parseDuration(this.any(name))
  }
}

function unitOf(letter: string | undefined): '' | 'k' | 'm' | 'g' {
  const lower = letter?.toLowerCase()
  return lower === 'k' || lower === 'm' || lower === 'g' ? lower : ''
}

const unitNs: Readonly<Record<string, number>> = {
  '': 1,
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
}

export function parseDuration(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 40) return undefined
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|ms|s|m|h|d|)\s*$/.exec(text)
  return match ? Number(match[1]) * unitNs[match[2]!]! : undefined
}
