import { describe, expect, it } from 'vitest'
import { parseStore } from './arguments.ts'

const nowMs = Date.parse('2026-11-28T10:30:20Z')
const options = (words: readonly string[]): Map<string, string[]> => {
  const found = new Map<string, string[]>()
  for (const word of words) {
    const at = word.indexOf('=')
    const name = word.slice(2, at)
    found.set(name, [...(found.get(name) ?? []), word.slice(at + 1)])
  }
  return found
}
const parse = (words: readonly string[], env: Record<string, string> = {}) => parseStore(options(words), { env, nowMs })
const asked = (words: readonly string[], env: Record<string, string> = {}) => {
  const parsed = parse(['--pyroscope=http://p:4040', '--service=orders', ...words], env)
  if (!parsed.ok || !parsed.value) throw new Error(parsed.ok ? 'no store' : parsed.error)
  return parsed.value
}
const error = (words: readonly string[], env: Record<string, string> = {}): string => {
  const parsed = parse(words, env)
  return parsed.ok ? '' : parsed.error
}
const times = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }): string =>
  [fromMs, untilMs].map((ms) => new Date(ms).toISOString().slice(11, 19)).join(' ')

describe('a window of a store', () => {
  it('is spelled as in a link, and is the last ten whole minutes where nobody says', () => {
    expect(times(asked([]).head.window)).toBe('10:20:00 10:30:00')
    expect(times(asked(['--last=15m']).head.window)).toBe('10:15:20 10:30:20')
    expect(times(asked(['--at=2026-11-28T15:46:20+05:30']).head.window)).toBe('10:06:20 10:21:20')
    expect(times(asked(['--from=1795860600', '--until=1795860660000']).head.window)).toBe('10:10:00 10:11:00')
    expect(times(asked(['--from=now-5m', '--to=now']).head.window)).toBe('10:25:20 10:30:20')
  })

  it('is compared with the same window before, another one, or another part', () => {
    const before = asked(['--last=15m', '--before=1h'])
    expect(before.base && times(before.base.window)).toBe('09:15:20 09:30:20')
    const other = asked(['--last=15m', '--base-window=now-2h..now-1h'])
    expect(other.base && times(other.base.window)).toBe('08:30:20 09:30:20')
    const part = asked(['--label=pod=orders-2', '--base-label=pod=orders-1'])
    expect([part.head.labels, part.base?.labels]).toEqual([{ pod: 'orders-2' }, { pod: 'orders-1' }])
    expect(part.base?.window).toEqual(part.head.window)
    expect(asked(['--label=pod=orders-2', '--before=1d']).base?.labels).toEqual({ pod: 'orders-2' })
  })

  it('has labels as stores select them: a value, several, or none of them', () => {
    const labels = asked(['--label=pod=a', '--label=pod=b', '--label=zone!=x', '--label=q=a=b']).head.labels
    expect(labels).toEqual({ 'pod~': 'a|b', 'zone!': 'x', q: 'a=b' })
  })

  it('comes from the store of an option, else of the environment, and its login is no part of its address', () => {
    expect(asked([]).address).toEqual({ kind: 'pyroscope', url: 'http://p:4040' })
    const env = { TRIFOLD_PARCA_URL: 'https://me:p%40ss@parca.example/' }
    const parsed = parse(['--service=orders'], env)
    expect(parsed.ok && parsed.value?.address).toEqual({ kind: 'parca', url: 'https://parca.example', auth: 'me:p@ss' })
    // An option wins over the other kind's variable.
    expect(asked([], env).address.kind).toBe('pyroscope')
  })

  it('is not meant by what files know as well', () => {
    const env = { TRIFOLD_PYROSCOPE_URL: 'http://p:4040' }
    expect(parse(['--from=2026-11-28T10:00:00Z', '--until=2026-11-28T10:10:00Z', '--base-window=fast'], env)).toEqual({
      ok: true,
      value: undefined,
    })
  })

  it.each([
    [['--service=orders'], /^--service is of a store: name it with --pyroscope URL or --parca URL$/],
    [['--pyroscope=p:4040'], /^--pyroscope: "p:4040" is no http or https address$/],
    [['--pyroscope=http://p', '--parca=http://q'], /name one of them/],
    [['--pyroscope=http://p', '--last=5x'], /^--last needs a length such as 15m, 2h or 1d, not "5x"$/],
    [
      ['--pyroscope=http://p', '--last=5m', '--head-window=now-5m..now'],
      /said twice, with --head-window, --last: keep one/,
    ],
    [['--pyroscope=http://p', '--from=2026-11-28T10:00:00'], /^--from says no zone/],
    [['--pyroscope=http://p', '--from=now', '--until=now-5m'], /ends before it begins \(--from, --until\)/],
    [['--pyroscope=http://p', '--until=now'], /^--until lacks --from$/],
    [['--pyroscope=http://p', '--label=pod'], /^--label needs NAME=VALUE such as pod=orders-2, not "pod"$/],
    [['--pyroscope=http://p', '--before=x'], /^--before needs a length/],
    [['--pyroscope=http://p', '--before=1d', '--base-window=now-2h..now-1h'], /both say the base: keep one/],
    [
      ['--pyroscope=http://p', '--label=pod=a', '--base-label=pod=a'],
      /same part of the same service in the same window/,
    ],
  ])('%j is refused in one sentence', (words, sentence) => {
    expect(error(words)).toMatch(sentence)
  })

  it('of two stores in the environment is asked about', () => {
    const both = { TRIFOLD_PYROSCOPE_URL: 'http://p', TRIFOLD_PARCA_URL: 'http://q' }
    expect(error(['--service=orders'], both)).toMatch(/both set: say which/)
    // A mistake there is about the variable.
    expect(error(['--service=orders'], { TRIFOLD_PARCA_URL: 'parca:7070' })).toMatch(/^TRIFOLD_PARCA_URL: /)
  })
})
