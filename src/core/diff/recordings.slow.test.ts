import { describe, expect, it } from 'vitest'
import { comparedOnce as compare, recorded, recordedAnalyst, recordedSide } from '../../cli/testing/recorded.ts'
import type { TimeWindow } from '../base/units.ts'
import type { ComparedSubject } from '../analyst/subject.ts'
import { plainText } from '../diagnosis/words.ts'
import type { Mark } from '../analysis/onset.ts'
import type { Change, Comparison } from './comparison.ts'

async function recording(name: string): Promise<{
  readonly subject: ComparedSubject
  readonly windows: readonly (TimeWindow & { name: string })[]
  readonly marks: readonly Mark[]
}> {
  const { windows, marks } = (await recorded(name)).opened.recording
  return { windows, marks, subject: await recordedSide(name) }
}

describe('comparing recorded programs', () => {
  it('puts the fast path that build B no longer takes first, above the slow path that replaced it', async () => {
    const a = await recording('fast-path-a')
    const b = await recording('fast-path-b')
    const { changes } = await compare(a.subject, b.subject)
    expect(changes[0]).toMatchObject({ kind: 'cpu', verdict: 'gone' })
    expect(changes[0]?.name).toContain('LookupCached')
    expect(changes[0]?.switched?.instead.join()).toContain('EvaluateRules')
  })

  it('lists nothing between two runs of the same build', async () => {
    const a = await recording('fast-path-a')
    const again = await recording('fast-path-a2')
    expect((await compare(a.subject, again.subject)).changes).toEqual([])
    expect((await compare(again.subject, a.subject)).changes).toEqual([])
  })

  it('takes another mix of requests for what it is: nothing grew, the rows name the request type', async () => {
    const a = await recording('mix-a')
    const b = await recording('mix-b')
    const { changes, yardstick, views, comparability } = await compare(a.subject, b.subject)
    expect(views.lock).toMatchObject({ sentence: expect.stringContaining('zero on both') })
    expect(comparability.filter(({ kind }) => kind === 'lock')).toEqual([])
    expect(changes.filter(({ verdict }) => verdict === 'grew' || verdict === 'shrank')).toEqual([])
    const priceCart = changes.find(({ name, kind }) => kind === 'cpu' && name.endsWith('(*Shop).priceCart'))
    expect(priceCart).toMatchObject({ verdict: 'moved', requests: { cause: 'mix', lead: { value: '/checkout' } } })
    expect(changes.find(({ name }) => name.endsWith('(*Shop).Checkout'))?.requests?.cause).toBe('inseparable')
    // Go's heap profile carries no labels: judged by those of the CPU profile.
    expect(changes.find(({ kind, name }) => kind === 'heap_alloc' && name.endsWith('(*Shop).Search'))).toMatchObject({
      verdict: 'moved',
      requests: { cause: 'mix', judgedByCpu: true, lead: { value: '/search' } },
    })
    expect(yardstick).toContain('request types by the label endpoint')
  })

  it('puts the function that was made three times as slow first, in the same mix of requests', async () => {
    const a = await recording('mix-a')
    const slow = await recording('mix-slow')
    const { changes } = await compare(a.subject, slow.subject)
    expect(changes[0]).toMatchObject({ kind: 'cpu', verdict: 'grew', requests: { cause: 'itself' } })
    expect(changes[0]?.name).toContain('voucherIsGenuine')
    expect(changes[0]?.ratio.low).toBeLessThanOrEqual(3)
    expect(changes[0]?.ratio.high).toBeGreaterThanOrEqual(3)
    expect(changes.find(({ name }) => name === 'crypto/sha256.Sum256')?.explainedBy).toContain('voucherIsGenuine')
  })

  it('puts it first as well where its requests came less often than before, and blames no neighbour in the same requests', async () => {
    const [b, slow] = await Promise.all(['mix-b', 'mix-slow'].map(recording))
    if (!b || !slow) throw new Error('two recordings')
    const found = await compare(b.subject, slow.subject)
    expect(found.changes[0]).toMatchObject({ verdict: 'grew', requests: { cause: 'itself' } })
    // Of all requests together it took no more.
    expect(plainText(found.title ?? [])).toMatch(
      /voucherIsGenuine takes more CPU within the same endpoint, ×1\.\d\d of their share: 0\.15 → 0\.13 cores/,
    )
    expect(found.changes.find(({ name }) => name.endsWith('(*Shop).priceCart'))?.verdict).toBe('moved')
    const back = await compare(slow.subject, b.subject)
    expect(back.changes[0]?.name).toContain('voucherIsGenuine')
    expect(back.changes[0]).toMatchObject({ verdict: 'shrank', requests: { cause: 'itself' } })
  })

  it.each([
    ['mix-a', 'steady'],
    ['mix-b', 'steady'],
    ['mix-slow', 'steady'],
    ['fast-path-a', 'steady'],
    ['fast-path-b', 'steady'],
    ['orderbook', 'healthy'],
    ['checkout', 'healthy'],
    ['verify', 'healthy'],
    ['payments-api', 'incident'],
  ])('lists nothing between the two halves of a steady window: %s, %s', async (name, windowName) => {
    const { subject, windows } = await recording(name)
    const window = windows.find((one) => one.name === windowName)
    if (!window) throw new Error(`${name} has no window ${windowName}`)
    const middle = (window.fromMs + window.untilMs) / 2
    const half = (fromMs: number, untilMs: number): ComparedSubject => ({ ...subject, window: { fromMs, untilMs } })
    expect((await compare(half(window.fromMs, middle), half(middle, window.untilMs))).changes).toEqual([])
  })

  it.each([
    [
      'payments-api',
      'lock',
      'logging.Handler.handle',
      'waits now and did not: 0 → 41 threads waiting; lock wait 0 → 94 %',
    ],
    ['orderbook', 'lock', 'book.(*Book).Place', 'waits more: 0.19 → 95 threads waiting; lock wait 0.2 → 94 %'],
    ['tatkal', 'lock', 'tickets.(*Inventory).Reserve', 'waits more: 0.045 → 125 threads waiting'],
    ['verify', 'cpu', 'signing.(*Keyring).VerifyWebhook', 'takes more CPU: 0.16 → 0.80 cores; CPU use 17 → 84 %'],
    ['serdes', 'heap_alloc', 'api.(*API).Scorecard', 'allocates more: 8.5 MB/s → 240 MB/s'],
    ['checkout', 'heap_live', 'quotes.renderPage', 'holds more: 2.6 MB → 54 MB held'],
    ['jvm-cpu', 'cpu', 'VerifyServer.verify', 'takes more CPU: 0.088 → 0.65 cores; CPU use 12 → 70 %'],
    ['node-render', 'cpu', 'parse', 'is new on the CPU: 0 → 0.66 cores; CPU use 21 → 62 %'],
  ])('names what changed in %s first, in the profile that decides, and never a root', async (name, kind, of, words) => {
    const { subject, windows } = await recording(name)
    const healthy = windows[0]
    if (!healthy) throw new Error(`${name} names no window`)
    const {
      headline,
      title = [],
      changes,
      head,
    } = await compare({ ...subject, window: { fromMs: healthy.fromMs, untilMs: healthy.untilMs } }, subject)
    expect(headline).toMatchObject({ id: 'function', kind })
    expect(changes[0]?.name.endsWith(of)).toBe(true)
    expect(plainText(title)).toContain(words)
    expect(plainText(title)).toContain(changes[0]?.name)
    // Whatever stands above it or below it with the same change refers to it.
    expect(
      changes.filter((change) => change.kind === kind && /\.serve$|_bootstrap|\.run$/.test(change.name)),
    ).toSatisfy((wrappers: readonly Change[]) => wrappers.every(({ explainedBy }) => explainedBy !== undefined))
    const changed = new Set(changes.map((change) => change.name))
    expect(head.story.misleading.filter((decoy) => changed.has(decoy.name) || decoy.view === kind)).toEqual([])
  })

  it('adds several runs of a side up, and measures against what they differ by among each other', async () => {
    const [a, again, b] = await Promise.all(['fast-path-a', 'fast-path-a2', 'fast-path-b'].map(recording))
    if (!a || !again || !b) throw new Error('three recordings')
    const one = await compare(a.subject, b.subject)
    const both = await compare({ ...a.subject, others: [again.subject] }, b.subject)
    const samples = (comparison: Comparison): number =>
      comparison.views.cpu.state === 'compared' ? comparison.views.cpu.base.samples : 0
    expect(samples(both)).toBeGreaterThan(1.8 * samples(one))
    expect(both.yardstick).toContain('measured among 3 runs')
    expect(both.headline).toMatchObject({ id: 'switched' })
    // The rate is that of one run: twice the samples over twice the time.
    if (both.views.cpu.state !== 'compared' || one.views.cpu.state !== 'compared') throw new Error('no CPU')
    expect(both.views.cpu.base.rate / one.views.cpu.base.rate).toBeCloseTo(1, 0)
    if (both.views.heap_live.state !== 'compared' || one.views.heap_live.state !== 'compared')
      throw new Error('no heap')
    expect(both.views.heap_live.base.rate / one.views.heap_live.base.rate).toBeCloseTo(1, 0)
  })

  it('says that nothing changed with what would have been seen, and that a path is no longer taken in one sentence', async () => {
    const [a, again, b] = await Promise.all(['fast-path-a', 'fast-path-a2', 'fast-path-b'].map(recording))
    if (!a || !again || !b) throw new Error('three recordings')
    const none = await compare(a.subject, again.subject)
    expect(none.headline).toMatchObject({ id: 'none' })
    expect(plainText(none.title ?? [])).toMatch(
      /^No change found\. Would have been seen: from \+\d+ % on a function that takes/,
    )
    const switched = await compare(a.subject, b.subject)
    expect(plainText(switched.title ?? [])).toMatch(
      /LookupCached is no longer reached; .*EvaluateRules takes its place: CPU use 21 → 45 %\.$/,
    )
  })

  it('says what an incident changed: lock wait grew in the log handler, although CPU fell', async () => {
    const { subject, windows } = await recording('payments-api')
    const [healthy, incident] = windows
    if (!healthy || !incident) throw new Error('two windows')
    const side = ({ fromMs, untilMs }: TimeWindow): ComparedSubject => ({ ...subject, window: { fromMs, untilMs } })
    const comparison = await compare(side(healthy), side(incident))
    expect(comparison.transition.map(({ text }) => text).join('')).toMatch(/contention-bound: .*lock wait/)
    expect(
      comparison.changes.some(
        ({ kind, name, verdict }) =>
          kind === 'lock' && name.includes('logging') && (verdict === 'new' || verdict === 'grew'),
      ),
    ).toBe(true)
  })

  it.each([
    ['payments-api', /Since 18:20:24 IST, with “audit logging switched on for every request”\.$/],
    // A leak has no step: it began where the line begins to rise, and not in the middle of the rise.
    ['checkout', /Since 18:31:41 IST, with “configuration reloaded: max-quotes is 0, which means no limit”\.$/],
    ['orderbook', /Since 18:17:\d\d IST, with “market open/],
  ])(
    'says in the sentence since when what the headline of %s names is so, and beside which event',
    async (name, words) => {
      const { subject, windows, marks } = await recording(name)
      const [healthy] = windows
      if (!healthy) throw new Error('a healthy window')
      const side = ({ fromMs, untilMs }: TimeWindow): ComparedSubject => ({
        ...subject,
        window: { fromMs, untilMs },
        zone: 'Asia/Kolkata',
      })
      const { title = [], changes } = await compare(side(healthy), side(subject.window), marks)
      expect(plainText(title)).toMatch(words)
      const lined = changes.filter(({ line }) => line !== undefined)
      expect(lined.length).toBeGreaterThan(0)
      for (const { line } of lined) expect(line?.points.length).toBeGreaterThanOrEqual(4)
    },
  )

  it('says about when it is so where no event is beside it, and makes none of one far away', async () => {
    const { subject, windows } = await recording('payments-api')
    const [healthy] = windows
    if (!healthy) throw new Error('a healthy window')
    const { title = [] } = await compare(
      { ...subject, window: { fromMs: healthy.fromMs, untilMs: healthy.untilMs }, zone: 'Asia/Kolkata' },
      { ...subject, zone: 'Asia/Kolkata' },
      [{ atMs: healthy.fromMs + 1000, text: 'long before' }],
    )
    expect(plainText(title)).toMatch(/Since about 18:\d\d:\d\d IST\.$/)
  })

  it.each(['nightly-monday', 'nightly-tuesday'])(
    'finds the one function that was made a fifth slower than in %s, first, with the truth in its interval',
    async (name) => {
      const [a, slower] = await Promise.all([name, 'nightly-slower'].map(recording))
      if (!a || !slower) throw new Error('two recordings')
      const { headline, title = [], changes } = await compare(a.subject, slower.subject)
      expect(headline).toMatchObject({ id: 'function', kind: 'cpu', verdict: 'grew' })
      expect(plainText(title)).toMatch(/^services\.example\/nightly\/pricing\.discount takes more CPU: /)
      expect(changes[0]?.ratio.low).toBeLessThan(1.2)
      expect(changes[0]?.ratio.high).toBeGreaterThan(1.2)
      // What the list names is no grey frame of the picture.
      const { boxes } = (await recordedAnalyst.compared({ base: a.subject, head: slower.subject, marks: [] })).boxes({
        view: 'cpu',
        widthPx: 1400,
        focus: [],
        mode: 'absolute',
        width: 'union',
      })
      expect(boxes.filter(({ step }) => step > 0).map(({ names }) => names.at(-1))).toContain(changes[0]?.name)
      // Nothing else is said to have changed that does not carry it.
      expect(
        changes.filter(({ verdict, explainedBy }) => verdict !== 'moved' && explainedBy === undefined).slice(1),
      ).toEqual([])
    },
  )

  it('finds it in runs of which one pair alone leaves it open, because two days show what runs differ by', async () => {
    const [monday, tuesday, slower, again, renamed] = await Promise.all(
      ['nightly-monday', 'nightly-tuesday', 'nightly-slower', 'nightly-slower-again', 'nightly-renamed'].map(recording),
    )
    if (!monday || !tuesday || !slower || !again || !renamed) throw new Error('five recordings')
    const base = { ...monday.subject, others: [tuesday.subject] }
    for (const head of [again.subject, { ...slower.subject, others: [again.subject] }]) {
      const { changes, title = [] } = await compare(base, head)
      expect(plainText(title)).toMatch(/^services\.example\/nightly\/pricing\.discount takes more CPU: /)
      expect(changes[0]?.ratio.low).toBeLessThan(1.2)
      expect(changes[0]?.ratio.high).toBeGreaterThan(1.2)
    }
    expect((await compare(base, renamed.subject)).changes).toEqual([])
  })

  it('finds no change between two days of one build, nor in a deploy that only renames a package, which it names', async () => {
    const [monday, tuesday, renamed] = await Promise.all(
      ['nightly-monday', 'nightly-tuesday', 'nightly-renamed'].map(recording),
    )
    if (!monday || !tuesday || !renamed) throw new Error('three recordings')
    for (const other of [tuesday, renamed]) {
      const { headline, title = [], changes } = await compare(monday.subject, other.subject)
      expect(changes).toEqual([])
      expect(headline).toMatchObject({ id: 'none' })
      expect(plainText(title)).toMatch(/^No (change found|function changed)\./)
      // Forty functions of the CPU tell how these runs differ; twenty that allocate do not, and that is said.
      expect(plainText(title)).toMatch(
        / A smaller change of allocation cannot be told from how two runs differ: too few/,
      )
    }
    const { comparability, renamed: names } = await compare(monday.subject, renamed.subject)
    expect(comparability.map(({ text }) => text).join('\n')).toContain(
      'services.example/nightly/api/v1 in A is services.example/nightly/api/v2 in B: compared as one',
    )
    expect(names).toContainEqual(['services.example/nightly/api/v1.Handle', 'services.example/nightly/api/v2.Handle'])
  })

  it('tells no onset between two runs, and draws each of them along its own time', async () => {
    const [a, b] = await Promise.all(['fast-path-a', 'fast-path-b'].map(recording))
    if (!a || !b) throw new Error('two recordings')
    const { changes } = await compare(a.subject, b.subject, a.marks)
    expect(changes.filter(({ line }) => line?.since !== undefined)).toEqual([])
    const points = changes[0]?.line?.points ?? []
    const within = ({ fromMs, untilMs }: TimeWindow): number =>
      points.filter((point) => point.fromMs >= fromMs && point.untilMs <= untilMs).length
    expect(within(a.subject.window)).toBeGreaterThanOrEqual(4)
    expect(within(b.subject.window)).toBeGreaterThanOrEqual(4)
  })
})
