import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { readFile } from '../readFile.ts'
import { pySpySwitches } from './pySpyTitle.ts'

const load = (text: string) => readFile(new TextEncoder().encode(text), { fileName: 'cpu.svg', maxInflatedBytes: 1e9 })
const read = async (text: string) => {
  const result = await load(text)
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}
const stacksIn = async (text: string) => (await read(text)).parts.map((part) => drawStacks(part.profile).toSorted())

/** As inferno draws: exact places in samples. */
const inferno = (
  title: string,
  boxes: readonly (readonly [label: string, x: number, w: number, y: number])[],
): string =>
  `<?xml version="1.0" standalone="no"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg version="1.1" width="1200" xmlns:fg="http://github.com/jonhoo/inferno">
<style>#frames > *:hover { stroke:black }</style><script><![CDATA[ if (a < b) { "<rect x=1>" } ]]></script>
<text id="title" x="50%" y="24.00">${title}</text><text id="details" x="10"> </text><svg id="frames" x="10" width="1180" total_samples="10">${boxes
    .map(
      ([label, x, w, y]) =>
        `<g><title>${label} (${w.toLocaleString('en')} samples, ${((w / boxes[0]![2]) * 100).toFixed(2)}%)</title><rect x="${x * 10}%" y="${y}" width="${w * 10}%" height="15" fill="rgb(1,2,3)" fg:x="${x}" fg:w="${w}"/><text x="1%" y="9">ab..</text></g>`,
    )
    .join('')}</svg></svg>`

const pySpy = 'py-spy record -o /srv/hunter2/cpu.svg'
const boxes = [
  ['all', 0, 10, 36],
  ['main (svc/app.py:240)', 0, 9, 52],
  ['work (svc/app.py:7)', 0, 4, 68],
  ['&lt;lambda&gt; (svc/app.py:9)', 4, 2, 68],
] as const

describe('a flame graph as SVG', () => {
  it('gives each box what its children leave, and the whole is the whole', async () => {
    const [drawn] = await stacksIn(inferno(`${pySpy} -d 2`, boxes))
    expect(drawn).toEqual(
      [
        ' samples=1',
        'svc.app.main samples=3',
        'svc.app.main;svc.app.<lambda> samples=2',
        'svc.app.main;svc.app.work samples=4',
      ].toSorted(),
    )
  })
  it('of Fil is what was held at the peak, by functions and not by the lines of source on them', async () => {
    const nbsp = '\u00a0'
    const picture = (title: string): string =>
      inferno(title, [
        ['all', 0, 10, 36],
        ['/srv/shop/app.py:58 (parse)', 0, 10, 52],
        [`${nbsp}${nbsp}row${nbsp}=${nbsp}read(1)`, 0, 10, 68],
        ['/srv/shop/store.py:4 (read)', 0, 7, 84],
        ['', 0, 7, 100],
      ]).replaceAll(' samples,', ' bytes,')
    const { parts } = await read(picture('Peak Tracked Memory Usage (0.0 MiB)'))
    expect(parts[0]).toMatchObject({ kind: 'heap', covers: 'gauge', profile: { meta: { runtime: 'cpython' } } })
    expect(drawStacks(parts[0]!.profile)).toEqual(['app.parse space=3', 'app.parse;store.read space=7'])
    const reversed = await load(picture('Peak Tracked Memory Usage (0.0 MiB), Reversed'))
    expect(reversed.ok ? '' : reversed.error.what).toMatch(/turned round/)
    // Bytes alone may be allocations as well.
    const other = await read(picture('Memory of parse'))
    expect([other.parts[0]?.kind, other.parts[0]?.covers]).toEqual([undefined, 'interval'])
  })
  it('of inferno’s folded periods of a clock is time', async () => {
    const at99Hz = 10_101_010
    const rows = [
      ['all', 0, 20, 36],
      ['main', 0, 20, 52],
      ...[1, 2, 3, 5].map(
        (w, at, all) => [`f${at}`, all.slice(0, at).reduce((sum, one) => sum + one, 0), w, 68] as const,
      ),
    ] as const
    const typesOf = async (of: number) => {
      const scaled = rows.map(([label, x, w, y]) => [label, x * of, w * of, y] as const)
      return (await read(inferno('Flame Graph', scaled))).parts[0]!.profile.valueTypes[0]
    }
    expect(await typesOf(at99Hz)).toEqual({ type: 'time', unit: 'nanoseconds' })
    expect((await typesOf(1e7))?.unit).toBe('count')
  })
  it('reads pictures that grow either way', async () => {
    const upside = boxes.map(([label, x, w, y]) => [label, x, w, 500 - y] as const)
    expect(await stacksIn(inferno('Flame Graph', upside))).toEqual(await stacksIn(inferno('Flame Graph', boxes)))
  })
  it('reads flamegraph.pl by tenths of a pixel, and the oldest by its scripts', async () => {
    const label = (name: string, count: string, percent: string) => `${name} (${count} samples, ${percent}%)`
    const rows = [
      ['all', '1,000', '100', 10, 1180, 97],
      ['zoo', '1,000', '100', 10, 1180, 81],
      ['a-&gt;b', '600', '60.00', 10, 708, 65],
      ['c_[k]', '399', '39.90', 718, 470.8, 65],
    ] as const
    const now = rows
      .map(
        ([name, count, percent, x, width, y]) =>
          `<g >\n<title>${label(name, count, percent)}</title><rect x="${x}" y="${y}" width="${width}" height="15.0" rx="2" />\n<text x="1">..</text>\n</g>`,
      )
      .join('\n')
    const old = rows
      .map(
        ([name, count, percent, x, width, y]) =>
          `<rect x="${x}" y="${y}" width="${width}" height="15.0" onmouseover="s('${label(name, count, percent)}')" onmouseout="c()" />`,
      )
      .join('\n')
    const picture = (body: string) =>
      `<?xml version="1.0"?>\n<!-- about -->\n<svg width="1200">\n<text x="600">CPU Flame Graph</text>\n${body}</svg>`
    const want = [['zoo samples=1', 'zoo;a->b samples=600', 'zoo;c samples=399']]
    expect(await stacksIn(picture(now))).toEqual(want)
    expect(await stacksIn(picture(old))).toEqual(want)
    expect((await read(picture(now))).parts[0]?.kind).toBe('cpu')
  })
  it('of a difference is its two sides, the base by what each function grew', async () => {
    const box = (label: string, x: number, w: number, y: number) =>
      `<g><title>${label}</title><rect x="${x}" y="${y}" width="${w}" height="15.0" /></g>`
    const { parts } = await read(
      `<svg width="1200"><text x="600">Flame Graph</text>${box('all (100 samples, 100%)', 10, 1000, 60)}${box('f (100 samples, 100.00%; 0.00%)', 10, 1000, 44)}${box('g (60 samples, 60.00%; +20.00%)', 10, 600, 28)}${box('h (40 samples, 40.00%; -10.00%)', 610, 400, 28)}</svg>`,
    )
    expect(parts.map(({ side, profile }) => [side, drawStacks(profile)])).toEqual([
      ['base', ['f;g samples=40', 'f;h samples=50']],
      ['head', ['f;g samples=60', 'f;h samples=40']],
    ])
  })
  it('without numbers on its boxes is turned away, and so is a picture of anything else', async () => {
    for (const body of [
      '<rect x="1" y="2" width="3" height="4"/>',
      '<circle r="3"/>',
      '<g><title>a cat</title><rect x="1" y="2" width="3"/></g>',
    ]) {
      const result = await load(`<svg width="1200">${body}</svg>`)
      expect(result.ok ? '' : result.error.what).toContain('picture')
    }
  })
})

describe('a picture that was drawn of nothing', () => {
  const picture = (words: string) =>
    `<?xml version="1.0"?><svg width="1200" height="60" xmlns="http://www.w3.org/2000/svg"><!--NOTES: --><text x="50%" y="24.00">${words}</text></svg>`
  it.each(['ERROR: No valid input provided to flamegraph', 'ERROR: No stack counts found'])(
    '%s: says so',
    async (words) => {
      const result = await load(picture(words))
      expect(result.ok ? '' : `${result.error.code}: ${result.error.what}`).toMatch(/^empty: .*not one sample/)
    },
  )
  it('is not one that breaks off, which would be half of what was drawn', async () => {
    const result = await load(picture('CPU Flame Graph').slice(0, -6))
    expect(result.ok ? '' : `${result.error.code}: ${result.error.what}`).toMatch(/^truncated: the picture breaks off/)
  })
  it('is not any picture without boxes', async () => {
    const result = await load(picture('Hello'))
    expect(result.ok ? '' : result.error.what).toMatch(/without the boxes/)
  })
})

describe('the title of py-spy’s picture', () => {
  it('bounds CPU from above by the threads that looked runnable: never less than the CPU used', async () => {
    const { facts, parts } = await read(inferno(`${pySpy} -d 2 -r 50 -p 4242`, boxes))
    expect(parts[0]).toMatchObject({ kind: 'cpu', profile: { meta: { durationMs: 2000, runtime: 'cpython' } } })
    expect(facts.bounds).toMatchObject([
      { signal: 'cpu_user_pct', unit: 'cores', basis: { id: 'runnable-threads', samples: 10, ticks: 100 } },
    ])
    expect(facts.bounds?.[0]?.high).toBeGreaterThan(0.1)
    expect(facts.bounds?.[0]).not.toHaveProperty('low')
  })
  it('with --gil bounds it from below, a fifth less than was seen; never from above', async () => {
    const many = boxes.map(([label, x, w, y]) => [label, x * 100, w * 100, y] as const)
    const { facts } = await read(inferno(`${pySpy} --gil -d 10`, many))
    expect(facts.bounds?.[0]?.low).toBeCloseTo(0.8 * (1 - 1.96 / Math.sqrt(1000)), 5)
    expect(facts.bounds?.[0]).not.toHaveProperty('high')
  })
  it('with --idle is a wait profile with its threads and ticks, and says nothing of CPU', async () => {
    const { facts, parts } = await read(inferno(`${pySpy} --idle -d 0.05`, boxes))
    expect(facts.bounds?.map(({ signal }) => signal)).toEqual(['lock_wait_pct'])
    expect(parts[0]).toMatchObject({ kind: 'wall', profile: { meta: { ticks: 5, threadCount: 2 } } })
  })
  it('with --idle bounds lock waits by the functions that name a lock, and by what nothing tells', async () => {
    const threads = [
      ['all', 0, 1000, 36],
      ['run (svc/app.py:3)', 0, 700, 52],
      ['acquire (logging/__init__.py:916)', 0, 600, 68],
      ['wait (threading.py:320)', 700, 200, 52],
      ['recv_into (socket.py:706)', 900, 100, 52],
    ] as const
    const { facts } = await read(inferno(`${pySpy} --idle -d 2`, threads))
    expect(facts.bounds).toMatchObject([
      {
        signal: 'lock_wait_pct',
        basis: { id: 'named-waits', waiting: 3, unknown: 0.5, threads: 5, looks: 200 },
      },
    ])
    const [{ low = 0, high = 0 } = {}] = facts.bounds ?? []
    // 600 of 1,000 wait; at most the 100 of which nothing is known as well, of those that were not parked.
    expect(low).toBeGreaterThan(48)
    expect(low).toBeLessThan(60)
    expect(high).toBeGreaterThan((100 * 700) / 800)
    expect(high).toBeLessThan(97)
  })
  it('sleepers, readers and an idle pool in a picture with --idle wait for no lock', async () => {
    const threads = [
      ['all', 0, 1000, 36],
      ['_worker (concurrent/futures/thread.py:81)', 0, 600, 52],
      ['recv_into (socket.py:706)', 600, 300, 52],
      ['wait (threading.py:320)', 900, 100, 52],
    ] as const
    const { facts } = await read(inferno(`${pySpy} --idle -d 2`, threads))
    expect(facts.bounds?.[0]).toMatchObject({ low: 0 })
    expect(facts.bounds?.[0]?.high).toBeLessThan(2)
  })
  it('without -d bounds nothing', async () => {
    expect((await read(inferno(pySpy, boxes))).facts).toEqual({})
  })
  it('never enters the model', async () => {
    const title = `${pySpy} -d 2 -- python app.py --password=hunter2`
    const all = JSON.stringify(await read(inferno(title, boxes)))
    for (const secret of ['hunter2', 'password', '/srv/']) expect(all).not.toContain(secret)
    const processes = [
      ...boxes.slice(0, 1),
      ['process 12:"python app.py --password=hunter2"', 0, 9, 52],
      ['run (app.py:3)', 0, 9, 68],
    ] as const
    expect(JSON.stringify(await read(inferno(title, processes)))).not.toContain('hunter2')
  })
  it('says that several processes are added up in it', async () => {
    const title = `${pySpy} -d 2 --subprocesses`
    const child = (own: number) =>
      [
        ['all', 0, 9, 36],
        ['process 12:"python app.py"', 0, 9, 52],
        ['process 14:"python app.py"', 0, 9 - own, 68],
        ['run (app.py:3)', 0, 9 - own, 84],
        ...(own > 0 ? ([['wait (app.py:8)', 9 - own, own, 68]] as const) : []),
      ] as const
    expect(JSON.stringify(await read(inferno(title, child(2))))).toContain('2 processes are added up in it')
    // The parent did nothing of its own.
    expect(JSON.stringify(await read(inferno(title, child(0))))).not.toContain('added up')
  })
  it.each([
    ['py-spy record -o x.svg -d 8 -r 100 --nonblocking', { seconds: 8, hz: 100, mode: 'runnable', native: false }],
    ['/a b/py-spy record --duration=30 --rate 20 -n -i', { seconds: 30, hz: 20, mode: 'idle', native: true }],
    ['py-spy record -g -d8', { seconds: 8, hz: 100, mode: 'gil', native: false }],
    // Switches of the program that was started are not py-spy's.
    ['py-spy record -o x.svg -- python app.py --gil -d 3', { hz: 100, mode: 'runnable', native: false }],
    ['py-spy record -o x.svg python app.py --idle', { hz: 100, mode: 'runnable', native: false }],
    ['Flame Graph', undefined],
    ['report of py-spy', undefined],
  ])('%s', (title, want) => {
    expect(pySpySwitches(title)).toEqual(want)
  })
})
