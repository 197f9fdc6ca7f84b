/** Sentences as data, and the numbers inside them. */
import type { SignalId } from '../base/vocabulary.ts'
import type { PresentSignal, Signals } from '../signals/signal.ts'
import { formatRange, formatSignal } from '../base/numbers.ts'
import type { Segment, Sentence } from './story.ts'

export const strong = (text: string): Segment => ({ text, as: 'strong' })
export const code = (text: string): Segment => ({ text, as: 'code' })

/** Neighbouring plain parts become one segment. */
export function sentence(...parts: readonly (string | Segment)[]): Sentence {
  const joined: Segment[] = []
  for (const part of parts) {
    const segment = typeof part === 'string' ? { text: part } : part
    const last = joined.at(-1)
    if (segment.text === '') continue
    if (last !== undefined && last.as === undefined && segment.as === undefined)
      joined[joined.length - 1] = { text: last.text + segment.text }
    else joined.push(segment)
  }
  return joined
}

export function plainText(text: Sentence): string {
  return text.map((segment) => segment.text).join('')
}

export function presentOf(signals: Signals, id: SignalId): PresentSignal | undefined {
  const signal = signals[id]
  return signal.state === 'present' ? signal : undefined
}

/** "71 %", "at least 71 %" of what is itself a bound, or undefined when not measured. */
export function shown(signals: Signals, id: SignalId): string | undefined {
  const signal = presentOf(signals, id)
  if (signal === undefined) return undefined
  const text = formatSignal(id, signal.value, (signal.high - signal.low) / 2)
  return signal.bound === 'lower' ? `at least ${text}` : signal.bound === 'upper' ? `at most ${text}` : text
}

/** As `shown`; what was not measured and yet has to lie somewhere is said so: "at least 81 %", "between 39 and 45 %". */
export function stated(signals: Signals, id: SignalId): string | undefined {
  const signal = signals[id]
  if (signal.state === 'present') return shown(signals, id)
  const { low, high } = signal.range ?? {}
  const most = id.endsWith('_pct') ? 100 : Infinity
  const isOpen = high === undefined || high >= most
  if (low !== undefined && low > 0 && !isOpen)
    return formatRange(id, { low, high })
      .replace(/^between (.*) and /, '$1 to ')
      .replace(/^about /, '')
  if (low !== undefined && low > 0) return `at least ${formatSignal(id, low)}`
  return isOpen ? undefined : `at most ${formatSignal(id, high)}`
}
