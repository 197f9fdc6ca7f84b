import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { readFile } from '../readFile.ts'

const load = (text: string) => readFile(new TextEncoder().encode(text), { fileName: 'cpu.svg', maxInflatedBytes: 1e9 })
const read = async (text: string) => {
  const result = await load(text)
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}
const stacksIn = async (text: string) => (await read(text)).parts.map((part) => drawStacks(part.profile).toSorted())

describe('async-profiler’s HTML', () => {
  const page = (heading: string, body: string): string => `<!DOCTYPE html>
<html lang='en'><head></head><body><h1>${heading}</h1>
<header>Produced by <a href='https://github.com/async-profiler/async-profiler'>async-profiler</a></header>
<script>
	function f(key, level, left, width, inln, c1, int) { }
${body}
search();
</script></body></html>`
  const boxesOf = `const cpool = [
'all',
' java.lang.Thread.run',
'%util.Map$\\'x\\'',
'*concurrent.locks.LockSupport.park'
];
unpack(cpool);

n(3,100)
u(9,60)
u(17,50)
n(26,10)
f(11,1,20,40)
`
  it('unpacks names and boxes, each call after the one before', async () => {
    expect(await stacksIn(page('CPU profile', boxesOf))).toEqual([
      [
        'java.lang.Thread.run cpu=40',
        "java.lang.Thread.run;java.util.Map$'x' cpu=50",
        'java.lang.Thread.run;java.util.concurrent.locks.LockSupport.park cpu=10',
      ].toSorted(),
    ])
  })
  it.each([
    ['CPU profile', 'cpu', 'cpu', 'count'],
    ['Wall clock profile', 'wall', 'samples', 'count'],
    ['Lock profile (nanoseconds)', 'lock', 'delay', 'nanoseconds'],
    ['Allocation profile (bytes)', 'heap', 'alloc_space', 'bytes'],
    ['My service', undefined, 'samples', 'count'],
  ])('is of what its heading says: %s', async (heading, kind, type, unit) => {
    const { parts } = await read(page(heading, boxesOf))
    expect(parts[0]?.kind).toBe(kind)
    expect(parts[0]?.profile.valueTypes[0]?.unit).toBe(unit)
    if (kind !== 'wall') expect(parts[0]?.profile.valueTypes[0]?.type).toBe(type)
  })
  it('of locks without a wait was not switched off', async () => {
    const traitsOf = async (heading: string) =>
      (await read(page(heading, "f(0,0,0,3,'all')\n"))).parts[0]?.profile.meta.traits
    expect(await traitsOf('Lock profile')).toContain('empty-is-zero')
    expect(await traitsOf('CPU profile')).toBeUndefined()
  })
  it('of 2.x names every box', async () => {
    const old =
      "f(0,0,10,3,'all')\nf(1,0,6,1,'java/lang/Thread.run',0,0,0)\nf(2,0,4,2,'app/Main.work')\nf(1,6,4,4,'GCTaskThread::run')\n"
    expect(await stacksIn(page('CPU profile', old))).toEqual([
      ['GCTaskThread::run cpu=4', 'java.lang.Thread.run cpu=2', 'java.lang.Thread.run;app.Main.work cpu=4'].toSorted(),
    ])
  })
  it('as a tree of 4.x has its levels as lists in lists', async () => {
    const item = (total: number, self: number, name: string): string =>
      `<li><div>${total}.00% [${total}] &#8226; self: ${self}.00% [${self}]</div> <span class="t0">${name}</span>`
    const tree = [
      '<title>Tree view</title>\n<ul class="tree">',
      item(9, 0, 'java/lang/Thread.run'),
      '<ul>',
      item(8, 2, 'shop/Cart.total'),
      '<ul>',
      item(6, 6, 'shop/Tax.of'),
      '</ul>',
      item(1, 1, 'shop/Log.add'),
      '</ul>',
      item(1, 1, 'GCTaskThread::run'),
    ].join('\n')
    expect(await stacksIn(`<!DOCTYPE html>\n<html>${tree}</html>`)).toEqual([
      [
        'GCTaskThread::run samples=1',
        'java.lang.Thread.run;shop.Cart.total samples=2',
        'java.lang.Thread.run;shop.Cart.total;shop.Tax.of samples=6',
        'java.lang.Thread.run;shop.Log.add samples=1',
      ],
    ])
  })
  it('as text has stacks, the dearest first, and says how much is in them', async () => {
    const text = `--- Execution profile ---
Total samples       : 30

--- 100000000 ns (66.67%), 20 samples
  [ 0] shop.Tax.of
  [ 1] java/lang/Thread.run_[j]

          ns  percent  samples  top
  ----------  -------  -------  ---
   100000000   66.67%       20  shop.Tax.of
`
    expect(await stacksIn(text)).toEqual([['java.lang.Thread.run;shop.Tax.of samples=100000000 samples=20']])
    const [part] = (await read(text)).parts
    expect(part?.kind).toBeUndefined()
    expect(part?.profile.meta.notes.join()).toContain('67 % of its samples')
    const flat = text.replace(/^--- \d[\s\S]*?\n\n/m, '')
    const refused = await load(flat)
    expect(refused.ok ? '' : refused.error.todo).toContain('-o collapsed')
  })
  it('as a tree says self itself', async () => {
    const tree = `<ul class="tree">
<li><div>[0] 100.00% 10 self: 0.00% 0</div><span class="t1"> all</span><ul>
<li><div>[1] 90.00% 9 self: 20.00% 2</div><span class="t1"> java/lang/Thread.run</span><ul>
<li><div>[2] 70.00% 7 self: 70.00% 7</div><span class="t1"> a&lt;b</span></ul></ul>`
    expect(await stacksIn(page('CPU profile', tree))).toEqual([
      ['java.lang.Thread.run cpu=2', 'java.lang.Thread.run;a<b cpu=7'],
    ])
  })
})

describe('pages with their data in a script', () => {
  const tachyon = (stats: string): string => `<!doctype html><html><head><title>Flamegraph</title></head><body><script>
const EMBEDDED_DATA = {"name": 4, "value": 900, "filename": 0, "lineno": 7, "funcname": 1, "threads": [1, 2], "children": [
 {"name": 5, "value": 600, "children": [], "filename": 0, "lineno": 12, "funcname": 2, "threads": [1], "source": [3]}],
 "stats": ${stats}, "strings": ["svc/app.py", "main", "work", "password = 'hunter2'", "Program Root: main", "work {"]};
</script></body></html>`
  it('of Python’s own sampler are read by their tables, without the lines of source among them', async () => {
    const page = tachyon('{"duration_sec": 10.0, "sample_rate": 100, "mode": 1}')
    expect(await stacksIn(page)).toEqual([['svc.app.main samples=300', 'svc.app.main;svc.app.work samples=600']])
    expect(JSON.stringify(await read(page))).not.toContain('hunter2')
  })
  it.each([
    ['{"duration_sec": 10.0, "sample_rate": 100, "mode": 0}', 'wall', undefined],
    ['{"duration_sec": 10.0, "sample_rate": 100, "mode": 1}', 'cpu', 'runnable-threads'],
    ['{"duration_sec": 10.0, "sample_rate": 100, "mode": 2}', 'cpu', 'gil-holders'],
    // Which threads were counted is not in it: the person is asked.
    ['{}', undefined, undefined],
  ])('%s', async (stats, kind, basis) => {
    const { parts, facts } = await read(tachyon(stats))
    expect([parts[0]?.kind, facts.bounds?.[0]?.basis.id]).toEqual([kind, basis])
  })
  it('of 0x are trees of V8’s ticks, without its marks', async () => {
    const tree = {
      merged: {
        name: 'all stacks',
        value: 10,
        top: 0,
        children: [
          {
            name: '~main /srv/app.js:3:1 [INIT]',
            value: 9,
            top: 1,
            children: [{ name: '*fib /srv/app.js:1:13', value: 8, top: 8, children: [] }],
          },
          { name: '__write@@GLIBC_2.2.5 [CPP]', value: 1, top: 1, children: [] },
        ],
      },
    }
    const page = `<html><head><style>a{}</style></head><script>visualizer(${JSON.stringify(tree)}, {})</script></html>`
    expect(await stacksIn(page)).toEqual([
      ['__write@@GLIBC_2.2.5 samples=1', 'main samples=1', 'main;fib samples=8'].toSorted(),
    ])
    expect((await read(page)).parts[0]?.kind).toBe('cpu')
  })
  const clinic = (tool: string, data: string) =>
    `<!DOCTYPE html><html><head><title>Clinic ${tool}</title></head><script>${data}</script></html>`
  it('of Clinic’s heap profiler are what was held at the end', async () => {
    const tree = { name: '', value: 900, children: [{ name: 'load /srv/a.js:3:1', value: 900, children: [] }] }
    const page = clinic(
      'Heap Profiler',
      `({"data.json":[function(){module.exports=${JSON.stringify({ data: tree })}}]})`,
    )
    expect(await stacksIn(page)).toEqual([['load inuse_space=900']])
    expect((await read(page)).parts[0]).toMatchObject({ kind: 'heap', covers: 'gauge' })
  })
  it('of Clinic’s doctor count CPU since the reading before, and only rises of the heap', async () => {
    const row = (timestamp: number, cpu: number, heapUsed: number) => ({
      timestamp,
      cpu,
      memory: { rss: 5e7, heapUsed },
    })
    const data = {
      traceEvent: [],
      processStat: [row(1000, 9, 10), row(3000, 0.5, 60), row(4000, 1, 20), row(5000, 0, 50)],
    }
    const page = `<!DOCTYPE html><html><title>Clinic Doctor</title><script type="application/json" id="clinic-data">${JSON.stringify(data)}</script></html>`
    const { facts } = await read(page)
    expect(facts.processCpu?.map(({ seconds }) => seconds)).toEqual([0, 1, 2, 2])
    expect(facts.allocatedTotals?.at(-1)).toEqual({ timeMs: 5000, bytes: 80 })
    expect([facts.allocatedBound, facts.collectorCpu]).toEqual(['lower', undefined])
  })
  it('of Clinic that hold neither CPU, memory nor locks, or break off, are a sentence with what works', async () => {
    const todo = async (page: string) => {
      const result = await load(page)
      return result.ok ? '' : `${result.error.what}: ${result.error.todo}`
    }
    expect(await todo(clinic('Bubbleprof', '{}'))).toMatch(/Bubbleprof.*--cpu-prof/)
    expect(await todo(clinic('Weather', '{}'))).toMatch(/Weather.*--cpu-prof/)
    expect(await todo(clinic('Flame', '{"merged":{"name":"all stacks","children":['))).toMatch(/ends early/)
  })
  it('that break off are a sentence', async () => {
    const whole = tachyon('{}')
    for (const share of [0.3, 0.6, 0.9]) {
      const result = await load(whole.slice(0, Math.floor(whole.length * share)))
      expect(result.ok).toBe(false)
    }
  })
})
