import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultView, type View } from '../link/view.ts'
import { HiddenTexts } from './hiddenTexts.ts'
import { noRedaction, type RedactionChoices, Redactor } from './redact.ts'
import { linkableView, snapshotView } from './redactView.ts'

const redactor = (
  choices: Partial<RedactionChoices>,
  more: { hosts?: string[]; labels?: Record<string, string>[] } = {},
) =>
  new Redactor({
    choices: { ...noRedaction, ...choices },
    salt: 'test',
    hosts: more.hosts ?? [],
    labels: more.labels ?? [],
  })

function hiding(names: readonly string[], keepPackages: readonly string[] = []): Redactor {
  const made = redactor({ keepPackages })
  made.learnNames(names)
  return made
}

describe('hiding texts inside texts', () => {
  it('takes the longest one at a place, and never looks at what was put in', () => {
    const texts = new HiddenTexts()
    texts.add('vault.open', () => 'vault')
    texts.add('vault.open.retry', () => 'X')
    texts.add('vault', () => 'Y')
    expect(texts.replace('in vault.open.retry, then vault.open and vault')).toBe('in X, then vault and Y')
  })

  it('leaves no hidden text of any sentence made of them', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}[._/][A-Za-z$]{1,8}$/), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(names, fc.array(fc.nat(19), { maxLength: 6 }), (all, picks) => {
        const texts = new HiddenTexts()
        for (const name of all) texts.add(name, () => '#')
        const out = texts.replace(`most in ${picks.map((pick) => all[pick % all.length]).join(' (3 %), ')} (9 %)`)
        expect(out.replace(/^most in | \(\d %\)|, /g, '')).toMatch(/^#*$/)
      }),
    )
  })

  it('is quick for a long text and many names', () => {
    const texts = new HiddenTexts()
    for (let i = 0; i < 50_000; i++) texts.add(`com.acme.services.Handler${i}.run`, () => '#')
    const started = Date.now()
    texts.replace('com.acme.services.'.repeat(5000))
    expect(Date.now() - started).toBeLessThan(30_000)
  })
})

describe('hidden function names', () => {
  it('are gone from sentences, whether short, contained in each other or unlike names', () => {
    const names = [
      'q',
      'fz',
      'vault',
      'vault.open',
      'acme::vault<T>::open()',
      '<lambda> at 0x7f',
      'operator new[](unsigned long)',
    ]
    const text = hiding(names).text(
      'CPU says q (38 %), lock says fz (2 %), vault.open waits in vault, then acme::vault<T>::open() and <lambda> at 0x7f, (operator new[](unsigned long))',
    )
    for (const name of names) expect(text.split(/[ ,()]+/)).not.toContain(name)
    for (const part of ['vault', 'lambda', 'operator', 'acme']) expect(text).not.toContain(part)
  })

  it('do not garble our own words, nor longer words they begin', () => {
    const text = hiding(['lock', 's', 'in', 'MB']).text('12 s of locks in all 3 MB are unlocked')
    expect(text).toBe('12 s of locks in all 3 MB are unlocked')
    expect(hiding(['s']).text('CPU says s (38 %)')).toMatch(/^CPU says hidden-[0-9a-f]{10} \(38 %\)$/)
  })

  it('leave kept names whole', () => {
    expect(hiding(['json.dumps', 'dumps', 'json'], ['json.']).text('json.dumps calls dumps')).toMatch(
      /^json\.dumps calls hidden-/,
    )
  })

  it('are the same everywhere of one visit, and others with another salt', () => {
    const first = hiding(['secret.fn'])
    expect(first.text('in secret.fn (3 %)')).toContain(first.name('secret.fn'))
    const other = new Redactor({ choices: { ...noRedaction, keepPackages: [] }, salt: 'other', hosts: [], labels: [] })
    expect(other.name('secret.fn')).not.toBe(first.name('secret.fn'))
  })

  it('never touch what the program means by its own words', () => {
    const clean = hiding(['lock', 'measured', 'cpu', 'total', 'strong'])
    const data = { state: 'measured', kind: 'cpu', of: 'total', story: { lookAt: { view: 'lock' } }, deciding: ['cpu'] }
    const out = clean.texts({ ...data, name: 'lock', sentence: [{ text: 'cpu', as: 'strong' }] })
    expect(out.state).toBe('measured')
    expect(out.kind).toBe('cpu')
    expect(out.story.lookAt.view).toBe('lock')
    expect(out.deciding).toEqual(['cpu'])
    expect(out.sentence[0]?.as).toBe('strong')
    expect(out.name).toMatch(/^hidden-/)
    expect(out.sentence[0]?.text).toMatch(/^hidden-/)
  })
})

describe('paths, labels and hosts', () => {
  it('leave paths out of names and sentences, known or only looking like one', () => {
    const clean = redactor({ dropPaths: true })
    clean.learnPaths(['/srv/vault/ledger.py', 'C:\\vault\\main', 'plainmodule'])
    for (const text of [
      'most of it in /srv/vault/ledger.py:29',
      'vault/other.py:3 (40 %)',
      'render vault.js:12:7',
      'C:\\vault\\main',
      '/opt/vault/deep/er/file.cpp',
    ])
      expect(clean.text(text)).not.toContain('vault')
    expect(clean.text('encoding/json.Unmarshal in plainmodule')).toBe('encoding/json.Unmarshal in plainmodule')
    expect(clean.name('services.example/orderbook/book.(*Book).Place')).toBe(
      'services.example/orderbook/book.(*Book).Place',
    )
  })

  it('is quick for a hostile name', () => {
    const clean = redactor({ dropPaths: true, dropHosts: true })
    const started = Date.now()
    clean.text(`${'a.'.repeat(50_000)} ${'a/'.repeat(50_000)} ${'a'.repeat(100_000)}`)
    expect(Date.now() - started).toBeLessThan(30_000)
  })

  it('leave hosts out wherever they stand, also in addresses nobody named', () => {
    const clean = redactor(
      { dropHosts: true },
      { hosts: ['trifold.corp:8080', 'trifold.corp'], labels: [{ pod: 'pay-7f9c', team: 'red' }] },
    )
    clean.learnFile('captures/pay-7f9c/cpu-0001.pb.gz')
    const text = clean.text(
      'trifold.corp:8080 read cpu-0001.pb.gz of pay-7f9c (team red) from https://store.corp:4040/x and 10.1.2.3:6060',
    )
    for (const secret of ['corp', 'cpu-0001', '7f9c', '10.1.2.3']) expect(text).not.toContain(secret)
    expect(text).toContain('team red')
    expect(text).toContain('file 1')
  })
})

describe('a view that leaves', () => {
  const view: View = {
    ...defaultView,
    source: { kind: 'store', name: 'prod', service: 'checkout', selector: { pod: 'pay-7f9c', region: 'south' } },
    window: { fromMs: 0, untilMs: 1000 },
    selected: 'vault.<open>',
    search: 'vaul',
    focus: { cpu: ['main', 'vault.<open>'], lock: ['main'] },
  }

  it('loses what a link must not say, and says what', () => {
    const clean = redactor({ keepPackages: ['main'], dropLabels: true }, { labels: [{ pod: 'pay-7f9c' }] })
    const { view: left, loses } = linkableView(view, clean)
    expect(JSON.stringify(left)).not.toMatch(/vaul|7f9c|south/)
    expect(left.focus).toEqual({ lock: ['main'] })
    expect(left.window).toEqual(view.window)
    expect(left.source).toMatchObject({ service: 'checkout', selector: {} })
    expect(loses).toEqual([
      'the zoom',
      'the selected function',
      'the search',
      'the labels (it opens the whole service)',
    ])
  })

  it('loses nothing when nothing is hidden', () => {
    expect(linkableView(view, redactor({}))).toEqual({ view, loses: [] })
  })

  it('keeps its place in a snapshot under the hidden names', () => {
    const clean = redactor({ keepPackages: [] })
    const inside = snapshotView(view, clean)
    expect(inside.selected).toBe(clean.name('vault.<open>'))
    expect(inside.focus.cpu).toEqual([clean.name('main'), clean.name('vault.<open>')])
    expect(JSON.stringify(inside)).not.toContain('vaul')
    expect(inside.source).toBeUndefined()
  })

  it('names neither hosts nor local files when those must not leave', () => {
    const clean = redactor({ dropHosts: true })
    const files = { kind: 'files', files: [{ name: 'pay-7f9c.pb.gz', hash: 'a'.repeat(64) }] } as const
    expect(linkableView({ ...defaultView, source: files }, clean).view.source).toEqual({
      kind: 'files',
      files: [{ name: 'file 1', hash: 'a'.repeat(64) }],
    })
    const far = { kind: 'recording', url: 'https://far.corp/recordings/x/' } as const
    expect(linkableView({ ...defaultView, source: far }, clean)).toMatchObject({ loses: ['where the data is'] })
    const near = { kind: 'recording', url: 'recordings/x/' } as const
    expect(linkableView({ ...defaultView, source: near }, clean).view.source).toEqual(near)
  })
})

describe('notes on the line', () => {
  const notes = [{ atMs: Date.UTC(2026, 10, 22), text: 'payments.secret.charge was switched off' }]

  it('leave with a link and a snapshot, without a hidden name in them', () => {
    const noted: View = { ...defaultView, notes }
    const cleaner = hiding(['payments.secret.charge'])
    for (const left of [snapshotView(noted, cleaner), linkableView(noted, cleaner).view]) {
      expect(left.notes?.[0]?.text).toContain('was switched off')
      expect(left.notes?.[0]?.text).not.toContain('secret')
    }
  })

  it('stay as they are where nothing is hidden', () => {
    expect(snapshotView({ ...defaultView, notes }, redactor({})).notes).toEqual(notes)
  })
})
