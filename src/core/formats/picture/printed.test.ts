import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'profile.txt', maxInflatedBytes: 1e8 }
const read = (text: string) => readFile(new TextEncoder().encode(text), options)
async function parsed(text: string): Promise<ParsedFile> {
  const result = await read(text)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

const printed = `
  _     ._   __/__   _ _  _  _ _/_   Recorded: 11:01:06  Samples:  172
 /_//_/// /_\\ / //_// / //_'/ //     Duration: 3.007     CPU time: 0.201
/   _/                      v5.1.3

Program: app.py --token secret-argument

3.006 <module>  app.py:1
└─ 3.006 main  app.py:13
   └─ 3.004 handle  app.py:11
      ├─ 2.829 wait_db  app.py:10
      │  └─ 2.829 sleep  <built-in>
      ├─ 0.059 [self]  app.py
      └─ 0.116 parse  app.py:4
         └─ 0.116 loads  json/__init__.py:299
               [2 frames hidden]  json
`
const stacks = [
  'app.<module>;app.main wall=2000000',
  'app.<module>;app.main;app.handle wall=59000000',
  'app.<module>;app.main;app.handle;app.wait_db;sleep wall=2829000000',
  'app.<module>;app.main;app.handle;app.parse;json.loads wall=116000000',
]

describe('what pyinstrument prints', () => {
  it('is the wall-clock time of one thread, and CPU of the process in cores', async () => {
    const { format, parts, facts } = await parsed(printed)
    expect([format, parts.map(({ kind }) => kind)]).toEqual(['pyinstrument', ['wall']])
    expect(drawStacks(parts[0]!.profile).toSorted()).toEqual(stacks.toSorted())
    const [bound] = facts.bounds ?? []
    expect(bound).toMatchObject({ signal: 'cpu_user_pct', unit: 'cores', basis: { tool: 'pyinstrument' } })
    expect(bound?.low).toBeCloseTo(0.2005 / 3.0075, 6)
    expect(bound?.high).toBeCloseTo(0.2015 / 3.0065, 6)
    expect(JSON.stringify({ parts, facts })).not.toContain('secret-argument')
  })

  it('is the same in colours', async () => {
    const coloured = printed.replaceAll(/(\d\.\d{3}) (\S+) {2}/g, '\u001B[31m$1\u001B[0m \u001B[48;5;24m$2\u001B[0m  ')
    expect(drawStacks((await parsed(coloured)).parts[0]!.profile).toSorted()).toEqual(stacks.toSorted())
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    const whole = new TextEncoder().encode(printed)
    await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 11, numRuns: 100 })
  })
})

it('what pyinstrument writes for speedscope is wall-clock time, whatever it is called', async () => {
  const events = [
    { type: 'O', at: 0, frame: 0 },
    { type: 'O', at: 0, frame: 1 },
    { type: 'C', at: 2, frame: 1 },
    { type: 'C', at: 3, frame: 0 },
  ]
  const name = "CPU profile for 'app.py'"
  const file = (exporter: string): string =>
    JSON.stringify({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      name,
      exporter,
      shared: { frames: [{ name: 'handle', file: 'app.py', line: 1 }, { name: 'sleep' }] },
      profiles: [{ type: 'evented', name, unit: 'seconds', startValue: 0, endValue: 3, events }],
    })
  expect((await parsed(file('pyinstrument'))).parts[0]).toMatchObject({
    kind: 'wall',
    profile: { meta: { runtime: 'cpython' } },
  })
  expect((await parsed(file('somebody'))).parts[0]!.kind).toBeUndefined()
})

describe('a table of memray', () => {
  const table = (rows: string, title = 'table report'): string =>
    `<!DOCTYPE html><html><head><title> memray - ${title}</title></head><script>\n    const packed_data = ${rows};\n    const memory_records = [[1795850424384, 45383680, 0], [1795850425384, 45383680, 20480]];\n</script></html>`
  it('is what each place held at the peak, without what called it', async () => {
    const rows = JSON.stringify([
      { tid: '0x1', size: 20_000, allocator: 'malloc', n_allocations: 2, stack_trace: 'parse at /srv/shop/app.py:58' },
      {
        tid: '0x1',
        size: 480,
        allocator: 'mmap',
        n_allocations: 1,
        stack_trace: '&lt;module&gt; at /srv/shop/app.py:3',
      },
    ])
    const { parts } = await parsed(table(rows))
    expect(parts[0]).toMatchObject({ kind: 'heap', covers: 'gauge', profile: { meta: { traits: ['no-stacks'] } } })
    expect(drawStacks(parts[0]!.profile)).toEqual(['app.parse inuse_space=20000', 'app.<module> inuse_space=480'])
  })
  it('that ends before its rows is refused for that', async () => {
    const result = await read(table('[{"size": 1,'))
    expect(result.ok ? '' : explainLoadError(result.error)).toMatch(/ends before its data/)
  })
})
