import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../testing/anyText.ts'
import { formatAddress } from './address.ts'
import { formatWindow } from './values.ts'
import { type ReadLink, queryLeft, readLink } from './byHand.ts'
import { faultText } from './faults.ts'
import type { SourceRef } from './view.ts'

const nowMs = Date.UTC(2026, 10, 28, 10, 30, 0, 400)
const read = (hash: string, search = ''): ReadLink => readLink({ hash, search, nowMs })
const windowText = (link: ReadLink): string | undefined => link.view.window && formatWindow(link.view.window)
const orders = (pod?: string): SourceRef => ({
  kind: 'store',
  name: 'prod',
  service: 'orders',
  selector: pod === undefined ? {} : { pod },
})
/** The sentences of a link that is refused. */
const refused = (hash: string, search = ''): readonly string[] => read(hash, search).faults.map(faultText)

describe('a link by hand', () => {
  it.each([
    ['as a person types it', '#src=store:prod&service=orders&label.pod=orders-2', ''],
    ['with its values encoded', '#src=store%3Aprod&service=orders&label.pod=orders%2D2', ''],
    ['with its keys encoded', '#src=store%3Aprod&service=orders&label%2Epod=orders-2', ''],
    ['encoded whole', '#src%3Dstore%3Aprod%26service%3Dorders%26label.pod%3Dorders-2', ''],
    ['out of an HTML mail', '#src=store:prod&amp;service=orders&amp;label.pod=orders-2', ''],
    ['behind the question mark', '', '?src=store:prod&service=orders&label.pod=orders-2'],
    ['half before and half behind', '#service=orders&label.pod=orders-2', '?src=store%3Aprod'],
    ['with what a mail program added', '#service=orders&l.pod=orders-2', '?src=store:prod&utm_source=mail&code=1'],
  ])('is understood %s', (_how, hash, search) => {
    const link = read(hash, search)
    expect(link.faults).toEqual([])
    expect(link.view.source).toEqual(orders('orders-2'))
  })

  it.each([
    ['last=15m', '2026-11-28T10:15:00Z..2026-11-28T10:30:00Z'],
    ['w=now-15m..now', '2026-11-28T10:15:00Z..2026-11-28T10:30:00Z'],
    ['from=now-1h&to=now-30m', '2026-11-28T09:30:00Z..2026-11-28T10:00:00Z'],
    ['from=now-1.5h', '2026-11-28T09:00:00Z..2026-11-28T10:30:00Z'],
    ['from=1795840441401&to=1795841341401', '2026-11-28T04:34:01.401Z..2026-11-28T04:49:01.401Z'],
    ['w=1795840441401..1795841341401', '2026-11-28T04:34:01.401Z..2026-11-28T04:49:01.401Z'],
    ['from=1795840441&to=1795841341.5', '2026-11-28T04:34:01Z..2026-11-28T04:49:01.500Z'],
    [
      'from=2026-11-28T10:00:00.123456789Z&to=2026-11-28T15:40:00%2B05:30',
      '2026-11-28T10:00:00.123Z..2026-11-28T10:10:00Z',
    ],
    ['from=2026-11-28 10:00:00.5 %2B0000 UTC&last=5m', '2026-11-28T10:00:00.500Z..2026-11-28T10:05:00.500Z'],
    ['w=2026-11-28T10%3A00%3A00Z..2026-11-28T10%3A10%3A00Z', '2026-11-28T10:00:00Z..2026-11-28T10:10:00Z'],
    // An alert of an hour ago, of this moment, and one that is a little ahead because clocks differ.
    ['at=2026-11-28T09:30:00Z', '2026-11-28T09:20:00Z..2026-11-28T09:35:00Z'],
    ['at=now', '2026-11-28T10:20:00Z..2026-11-28T10:30:00Z'],
    ['at=2026-11-28T10:30:02Z', '2026-11-28T10:20:02Z..2026-11-28T10:30:02Z'],
    ['at=2026-11-28T09:30:00Z&last=30m', '2026-11-28T09:00:00Z..2026-11-28T09:30:00Z'],
  ])('turns %s into an absolute window', (keys, window) => {
    const link = read(`#src=store:prod&service=orders&${keys}`)
    expect(link.faults).toEqual([])
    expect(windowText(link)).toBe(window)
    expect(formatAddress(link.view).text).toBe(`v=2&src=store:prod&service=orders&w=${window}`)
  })

  it('reads a plus in a query as the space that it is there, except in front of a zone', () => {
    const link = read('', '?src=store:prod&service=order+book&from=2026-11-28T15:30:00+05:30&last=5m')
    expect(link.view.source).toMatchObject({ service: 'order book' })
    expect(windowText(link)).toBe('2026-11-28T10:00:00Z..2026-11-28T10:05:00Z')
  })

  it.each([
    ['pod=orders-2', '“pod” is no key that this page knows; “label.pod” is one'],
    ['servce=orders', '“servce” is no key that this page knows; “service” is one'],
    ['var-pod=orders-2', '“var-pod” is no key that this page knows; “label.pod” is one'],
    ['whatever=1', '“whatever” is no key that this page knows.'],
    ['last=15', '“last” is “15”, which is not a length such as 15m'],
    ['w=yesterday', '“w” is “yesterday”, which is not a window'],
    ['from=now/d', '“from” is “now/d”, which is not a time'],
    ['from=5', '“from” is “5”, which is not a time'],
    ['from=2026-02-30T00:00:00Z&to=now', '“from” is “2026-02-30T00:00:00Z”, which is not a time'],
    ['at=2026-11-28T10:00:00', '“at” is “2026-11-28T10:00:00” and says no zone'],
    ['to=now', 'has “to” and lacks “from”'],
    ['from=now&to=now-5m', 'ends before it begins'],
    ['last=15m&w=now-5m..now', 'gives its window twice, as “w”, “last”'],
    ['at=${__from}', '“at” is “${__from}”: whatever made the link did not fill it in'],
    ['at=%7B%7B .StartsAt %7D%7D', 'did not fill it in'],
    ['label.pod=', '“label.pod” is empty'],
    ['label.pod=a&label.pod=b', 'has “label.pod” twice'],
    ['service=payments', 'has “service” twice'],
    ['base.src=nothing&base=now-2h..now-1h', '“base.src” is “nothing”'],
  ])('with %s is refused and says so', (keys, sentence) => {
    const sentences = refused(`#src=store:prod&service=orders&${keys}`)
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain(sentence)
  })

  it.each([
    ['#src=store:prod', 'has “src” and lacks “service”'],
    ['#src=store:prod&service=', '“service” is empty'],
    ['#src=recording:', '“src” is “recording:”'],
    ['#src=https://elsewhere/x&service=a', '“src” is “https://elsewhere/x”'],
    ['#label.pod=a', 'lacks “service”'],
    ['#last=15m', 'has “last” and lacks “service”'],
    ['#unheard', '“unheard” is no key'],
    ['#src=recording:recordings/orderbook/&service=orders', '“service” belongs to a store'],
    ['#src=recording:recordings/orderbook/&l.pod=a', '“l.pod” belongs to a store'],
    ['#src=files&files=a@1234', '“files” is'],
  ])('%s is refused and says so', (hash, sentence) => {
    expect(refused(hash).join(' ')).toContain(sentence)
  })

  it('says what it ignored, and opens, where that cannot be about other data', () => {
    const link = read('#src=recording:recordings/orderbook/&theme=dark&heap=most&zone=Mars')
    expect(link.faults).toEqual([])
    expect(link.view.source).toEqual({ kind: 'recording', url: 'recordings/orderbook/' })
    expect(link.warnings.join(' ')).toMatch(/“theme”.*"zone".*|“theme”.*"heap"/)
    expect(link.warnings).toHaveLength(3)
  })

  it('leaves the store to whoever knows the stores, for both sides of a comparison', () => {
    const link = read('#service=orders&label.pod=a&base.label.pod=b&last=10m')
    expect(link.faults).toEqual([])
    expect(link.view.source).toBeUndefined()
    expect(link.asks).toMatchObject({ service: 'orders' })
    expect(link.asks?.store).toBeUndefined()
    const view = link.asks?.viewIn('prod')
    expect(view?.source).toEqual(orders('a'))
    expect(view?.compare?.baseSource).toEqual(orders('b'))
    expect(view?.compare?.base).toEqual(view?.window)
    expect(read('#src=prod&service=orders').asks).toMatchObject({ service: 'orders', store: 'prod' })
  })

  it('compares with another part of the same service, or the same part at another time', () => {
    const parts = read('#src=store:prod&service=orders&l.pod=a&base.l.pod=b&last=10m')
    expect(parts.view.compare?.baseSource).toEqual(orders('b'))
    const times = read('#src=store:prod&service=orders&last=10m&base=now-70m..now-60m')
    expect(times.view.compare?.baseSource).toBeUndefined()
    expect(times.view.compare && formatWindow(times.view.compare.base)).toBe(
      '2026-11-28T09:20:00Z..2026-11-28T09:30:00Z',
    )
  })

  it('of an older version means what that version meant, and of a newer one what is known of it', () => {
    const old = read('#v=1&src=recording:recordings/serdes/&from=1763757240000&until=1763757840000')
    expect(old.faults).toEqual([])
    expect(old.view.window).toEqual({ fromMs: 1763757240000, untilMs: 1763757840000 })
    const newer = read('#v=99&src=recording:recordings/serdes/&moon=full')
    expect(newer.faults).toEqual([])
    expect(newer.warnings.join()).toContain('newer Trifold')
  })

  it('never throws, and what opens is a link that this page would write', () => {
    const part = fc.constantFrom(
      'service=a',
      'src=store:x',
      'src=%73tore%3Ax',
      'last=15m',
      'at=now',
      'from=now-1h',
      'to=now',
      'w=now-1h..now',
      'label.pod=a%2',
      'l.p%26=%3D',
      'base=now-2h..now-1h',
      'base.label.pod=b',
      '%',
      '=',
      'embed',
      'v=2',
      'fn=a;b%3B',
    )
    const text = fc.oneof(
      anyText(),
      fc.array(part).map((parts) => parts.join('&')),
    )
    fc.assert(
      fc.property(text, text, (hash, search) => {
        const link = read(hash, search)
        const view = link.asks?.viewIn('only') ?? link.view
        const written = formatAddress(view, Infinity).text
        expect(link.faults.map(faultText)).not.toContain('')
        fc.pre(link.faults.length === 0)
        expect(readLink({ hash: written, search: '', nowMs }).view).toEqual(view)
      }),
    )
  })

  it('leaves in the query what belongs to others', () => {
    expect(queryLeft('?service=orders&embed&utm_source=mail&last=15m')).toBe('?embed&utm_source=mail')
    expect(queryLeft('?service=orders')).toBe('')
  })
})
