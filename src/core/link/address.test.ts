import { paneIds } from '../base/vocabulary.ts'
import fc from 'fast-check'
import { parseTyped } from '../base/typed.ts'
import { describe, expect, it } from 'vitest'
import { anyText } from '../testing/anyText.ts'
import { formatAddress, linkVersion, maxAddressChars, parseAddress } from './address.ts'
import { upgraders } from './upgrade.ts'
import { type View, defaultView } from './view.ts'

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
const windows = fc
  .tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 1e9 }))
  .map(([fromMs, length]) => ({ fromMs, untilMs: fromMs + length }))
const sources = fc.oneof(
  fc.record({ kind: fc.constant('recording' as const), url: names }),
  fc.record({ kind: fc.constant('snapshot' as const), url: names }),
  fc.record({
    kind: fc.constant('store' as const),
    name: names,
    service: names,
    selector: fc.dictionary(names, names, { noNullPrototype: true }),
  }),
  fc.record({
    kind: fc.constant('files' as const),
    files: fc.array(
      fc.record(
        {
          name: names,
          hash: fc.constant('a'.repeat(64)),
          of: fc.stringMatching(/^[0-9a-f]{8}$/),
          told: fc.constantFrom({ kind: 'wall' as const }, { kind: 'lock' as const, unit: 'us' as const }),
        },
        { requiredKeys: ['name', 'hash'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  }),
)
const views: fc.Arbitrary<View> = fc.record(
  {
    source: sources,
    window: windows,
    zone: fc.constantFrom('Asia/Kolkata', 'UTC', 'America/St_Johns'),
    heapMode: fc.constantFrom('live' as const, 'alloc' as const, 'both' as const),
    focus: fc.dictionary(fc.constantFrom(...paneIds), fc.array(names, { minLength: 1, maxLength: 3 }), {
      noNullPrototype: true,
    }),
    lockMode: fc.constantFrom('holders' as const, 'both' as const),
    frames: fc.constantFrom('own' as const, 'packages' as const),
    around: names,
    only: fc.record({ key: names, value: names }),
    selected: names,
    search: names,
    searchIsRegex: fc.boolean(),
    tables: fc.subarray([...paneIds]),
    rootAtBottom: fc.boolean(),
    whyOpen: fc.boolean(),
    cores: fc.integer({ min: 1, max: 128 }),
    typed: fc.constantFrom(
      { cpu: parseTyped('cpu', '0.4')! },
      { growth: parseTyped('growth', '120 MB/h')!, rss: parseTyped('rss', '8GB')! },
    ),
    thresholds: fc.constant({ 'slow-leak': { lock_wait_pct: 12.5 } }),
    compare: fc.record(
      {
        base: windows,
        mode: fc.constantFrom('absolute' as const, 'share' as const),
        width: fc.constantFrom('head' as const, 'base' as const, 'union' as const),
        layout: fc.constantFrom('overlay' as const, 'side' as const, 'below' as const),
        swapped: fc.boolean(),
        rest: fc.constant(true as const),
        runs: fc.constantFrom({ count: 6, stepMs: 600_000 }, { count: 12, stepMs: 1500 }),
      },
      { requiredKeys: ['base', 'mode', 'width', 'layout', 'swapped'] },
    ),
    embed: fc.boolean(),
  },
  {
    requiredKeys: ['zone', 'focus', 'search', 'searchIsRegex', 'tables', 'rootAtBottom', 'whyOpen', 'embed'],
  },
)

describe('the address', () => {
  it('gives back the view it was made of, as long as nothing had to be left out', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { text, leftOut } = formatAddress(view)
        fc.pre(leftOut.length === 0)
        expect(parseAddress(`#${text}`)).toEqual({ view, problems: [] })
      }),
    )
  })

  it('never throws on any text and always gives a view', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        expect(parseAddress(text).view.zone).toBeTypeOf('string')
      }),
    )
  })

  it('stays readable', () => {
    const view: View = {
      ...defaultView,
      source: { kind: 'recording', url: 'recordings/orderbook/' },
      window: { fromMs: Date.UTC(2026, 10, 21, 20, 34), untilMs: Date.UTC(2026, 10, 21, 20, 44) },
      selected: 'logging.Handler.handle',
    }
    expect(formatAddress(view).text).toBe(
      'v=2&src=recording:recordings/orderbook/&w=2026-11-21T20:34:00Z..2026-11-21T20:44:00Z&fn=logging.Handler.handle',
    )
  })

  it('leaves the zoom out first when a state would not fit into 2,000 characters, and says so', () => {
    const view: View = {
      ...defaultView,
      selected: 'short',
      focus: { cpu: Array.from({ length: 200 }, (_, i) => `package.function${i}`) },
    }
    const { text, leftOut } = formatAddress(view)
    expect(text.length).toBeLessThanOrEqual(maxAddressChars)
    expect(leftOut).toEqual(['the zoomed frame of each pane'])
    expect(parseAddress(text).view.selected).toBe('short')
  })

  it('leaves out what is found again most easily first, and never what the link is about', () => {
    const hash = 'a'.repeat(64)
    const files = Array.from({ length: 40 }, (_, i) => ({ name: `${i}`, hash }))
    const view: View = {
      ...defaultView,
      source: { kind: 'store', name: 'prod', service: 'checkout', selector: { pod: 'p'.repeat(300) } },
      window: { fromMs: 0, untilMs: 1000 },
      selected: 'f'.repeat(400),
      search: 's'.repeat(1500),
      thresholds: { 'slow-leak': { lock_wait_pct: 12.5 } },
      focus: { cpu: ['x'.repeat(900)], heap: ['y'.repeat(900)] },
      compare: {
        base: { fromMs: 0, untilMs: 500 },
        baseSource: { kind: 'files', files },
        mode: 'share',
        width: 'union',
        layout: 'overlay',
        swapped: false,
      },
    }
    const { text, leftOut } = formatAddress(view)
    expect(text.length).toBeLessThanOrEqual(maxAddressChars)
    expect(leftOut).toEqual([
      'the zoomed frame of each pane',
      'the search',
      'the selected function',
      'changed thresholds',
      'the list of local files',
    ])
    const opened = parseAddress(text).view
    expect(opened.source).toEqual(view.source)
    expect(opened.window).toEqual(view.window)
    expect(formatAddress(view, Infinity).leftOut).toEqual([])
  })

  it('has an upgrader for every version before the current one', () => {
    expect(Object.keys(upgraders).map(Number)).toEqual(Array.from({ length: linkVersion - 1 }, (_, i) => i + 1))
  })

  it('still opens a link of version 1', () => {
    const { view, problems } = parseAddress(
      '#v=1&src=recording:recordings/serdes/&from=1763757240000&until=1763757840000&select=json.dumps',
    )
    expect(problems).toEqual([])
    expect(view.window).toEqual({ fromMs: 1763757240000, untilMs: 1763757840000 })
    expect(view.selected).toBe('json.dumps')
    expect(view.source).toEqual({ kind: 'recording', url: 'recordings/serdes/' })
  })

  it('reads what an older link says of a file, and asks again about what nobody can count any more', () => {
    const hash = 'b'.repeat(64)
    const { view } = parseAddress(`#v=2&src=files&files=a@${hash}:heap;b@${hash}:threads;c@${hash}:block`)
    expect(view.source).toEqual({
      kind: 'files',
      files: [
        { name: 'a', hash, told: { kind: 'heap_live' } },
        { name: 'b', hash },
        { name: 'c', hash, told: { kind: 'block' } },
      ],
    })
  })

  it('says that a link of a newer version is only partly understood', () => {
    expect(parseAddress('#v=99&fn=a').problems[0]).toContain('newer Trifold')
  })

  it('ignores a broken key and keeps the rest', () => {
    const { view, problems } = parseAddress('#v=2&cores=-4&w=yesterday&fn=kept')
    expect(view.selected).toBe('kept')
    expect(view.cores).toBeUndefined()
    expect(problems).toHaveLength(2)
  })

  it('cannot be used to reach a prototype', () => {
    const { view } = parseAddress('#v=2&src=store:x&service=y&l.__proto__=polluted&t.__proto__.cpu_user_pct=1')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(view.thresholds).toBeUndefined()
  })

  it('takes a column to sort by from the columns there are, and nothing else', () => {
    expect(parseAddress('v=2&sort=-cpu_self').view.sort).toEqual({ by: 'cpu_self', descending: true })
    for (const crafted of ['alice.internal', '-pod-7f9c', '%E2%80%AEx', 'constructor', ''])
      expect(parseAddress(`v=2&sort=${crafted}`).view.sort, crafted).toBeUndefined()
  })
})
