import { captureKinds, coverages } from '../../core/base/vocabulary.ts'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listZip } from '../../core/formats/inflate/zip.ts'
import { parseRecording, runtimeOf, type Recording } from './recording.ts'
import { unsafePathReason } from './safePath.ts'
import { writeRecording } from './writeRecording.ts'

const whole = {
  format: 'trifold-recording',
  version: 1,
  service: 'payments-api',
  runtime: 'python 3.11',
  labels: { region: 'ap-south-1' },
  cores: 4,
  note: 'what was run',
  title: 'One handler holds everybody',
  windows: [
    { name: 'healthy', from: '2026-11-22T01:54:00+05:30', until: '2026-11-22T02:00:00+05:30' },
    { name: 'incident', from: '2026-11-22T02:04:00+05:30', until: '2026-11-22T02:06:00+05:30' },
  ],
  opens: 'incident',
  marks: [{ at: '2026-11-22T02:04:00+05:30', text: 'audit logging switched on' }],
  captures: [
    {
      file: 'cpu-0001.pb.gz',
      kind: 'cpu',
      from: '2026-11-22T02:04:00+05:30',
      until: '2026-11-22T02:04:15+05:30',
      covers: 'interval',
    },
    { file: 'heap/0001.json', kind: 'heap', from: '2026-11-22T02:04:00+05:30', covers: 'gauge' },
  ],
  process: [{ at: '2026-11-22T02:04:00+05:30', cpuSeconds: 12.5, rssBytes: 4e8, threads: 64 }],
  missing: [
    {
      kind: 'lock',
      reason: 'off',
      what: 'Block profiling is off',
      todo: 'switch it on',
      command: 'SetBlockProfileRate',
    },
  ],
  cost: [{ profiler: 'tracemalloc(8)', overheadPct: 7.3, how: 'requests/s without and with it' }],
  somethingNew: { ignored: true },
}

function parse(value: unknown): { recording: Recording; mistakes: readonly string[] } {
  const parsed = parseRecording(JSON.stringify(value), 'payments-api/recording.json')
  if (!parsed.ok) throw new Error(parsed.error.what)
  return parsed.value
}

describe('a recording', () => {
  it('is read with everything it says', () => {
    const { recording, mistakes } = parse(whole)
    expect(mistakes).toEqual([])
    expect(recording).toMatchObject({ service: 'payments-api', runtime: 'cpython', cores: 4, opens: 'incident' })
    expect(recording.captures[0]).toEqual({
      file: 'cpu-0001.pb.gz',
      kind: 'cpu',
      covers: 'interval',
      fromMs: Date.parse('2026-11-21T20:34:00Z'),
      untilMs: Date.parse('2026-11-21T20:34:15Z'),
    })
    expect(recording.process[0]).toMatchObject({ cpuSeconds: 12.5, threads: 64 })
    expect(recording.cost[0]).toMatchObject({ overheadPct: 7.3 })
    expect(recording.missing).toEqual(whole.missing)
  })

  it('loses only the entries that are wrong, with a message for each', () => {
    const [good] = whole.captures
    const { recording, mistakes } = parse({
      ...whole,
      cores: '4',
      opens: 'nowhere',
      captures: [
        good,
        { kind: 'cpu' },
        { ...good, file: '../../etc/passwd' },
        { ...good, from: '02:04' },
        { ...good, until: '2026-11-22T01:00:00+05:30' },
        { ...good, kind: 'memory' },
        'cpu.pb.gz',
      ],
      windows: [{ name: 'upside down', from: whole.windows[0]?.until, until: whole.windows[0]?.from }],
    })
    // A wrong time or kind leaves the file to say it itself; a wrong path or order cannot be mended.
    expect(recording.captures).toHaveLength(3)
    expect(recording.windows).toEqual([])
    expect(recording.cores).toBeUndefined()
    expect(mistakes).toEqual([
      'captures[1]: has no "file"',
      'captures[2].file: must stay inside the folder of the recording',
      'captures[3].from: must be a time with its offset, like 2026-11-22T02:04:00+05:30; is "02:04"',
      'captures[4].until: is before "from"',
      'captures[5].kind: must be one of cpu, wall, heap, lock, block, goroutines, threads, counters; is "memory"',
      'captures[6]: must be an object, is "cpu.pb.gz"',
      'cores: must be a number, is "4"',
      'windows[0].until: must be after "from"',
      'opens: names "nowhere", which is not among the windows',
    ])
  })

  it.each([
    ['', 'empty', /empty/],
    ['{"format":"trifold-rec', 'truncated', /not JSON/],
    ['[]', 'malformed', /must be a JSON object/],
    ['{"format":"something"}', 'malformed', /something else/],
    ['{"format":"trifold-recording","version":2}', 'unsupported', /version 2/],
    ['{"format":"trifold-recording","version":1,"service":"a","captures":[]}', 'malformed', /no capture/],
  ])('%j is refused in one sentence', (text, code, what) => {
    const parsed = parseRecording(text, 'x/recording.json')
    expect(parsed.ok).toBe(false)
    if (parsed.ok) throw new Error('it was accepted')
    expect(parsed.error.code).toBe(code)
    expect(parsed.error.what).toMatch(what)
    expect(parsed.error.where).toBe('x/recording.json')
  })

  it('keeps why a view is missing when it is written and read again, and loses a reason that says nothing', () => {
    const { recording } = parse(whole)
    const again = parseRecording(writeRecording(recording), 'x')
    expect(again.ok && again.value.recording.missing).toEqual(whole.missing)
    const broken = parse({ ...whole, missing: [{ kind: 'lock', reason: 'because' }, ...whole.missing] })
    expect(broken.recording.missing).toEqual(whole.missing)
    expect(broken.mistakes.join()).toMatch(/missing/)
    expect(parse({ ...whole, missing: undefined }).recording.missing).toBeUndefined()
  })

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(whole)), (value, key) => {
        parseRecording(JSON.stringify({ ...whole, [key]: value }), 'x')
        parseRecording(JSON.stringify(value), 'x')
      }),
    )
  })

  it('never throws at any prefix of a valid file', () => {
    const text = JSON.stringify(whole)
    for (let length = 0; length < text.length; length++)
      expect(parseRecording(text.slice(0, length), 'x').ok).toBe(false)
  })
})

const time = fc.integer({ min: Date.UTC(2020), max: Date.UTC(2040) })
const name = fc.string({ minLength: 1, maxLength: 30 })
const anyRecording: fc.Arbitrary<Recording> = fc
  .record(
    {
      service: name,
      title: name,
      labels: fc.dictionary(
        fc.string({ minLength: 1 }).filter((key) => !(key in Object.prototype)),
        fc.string(),
      ),
      cores: fc.integer({ min: 1, max: 512 }),
      note: fc.string(),
      captures: fc.array(
        fc.record(
          {
            file: fc.stringMatching(/^[a-z]{1,9}(\/[a-z0-9-]{1,9})?\.pb\.gz$/),
            kind: fc.constantFrom(...captureKinds),
            covers: fc.constantFrom(...coverages),
            fromMs: time,
          },
          { requiredKeys: ['file'], noNullPrototype: true },
        ),
        { minLength: 1, maxLength: 5 },
      ),
      marks: fc.array(fc.record({ atMs: time, text: fc.string() }, { noNullPrototype: true }), { maxLength: 3 }),
      cost: fc.array(
        fc.record({ profiler: name, overheadPct: fc.integer(), how: fc.string() }, { noNullPrototype: true }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: ['service', 'labels', 'captures', 'marks', 'cost'], noNullPrototype: true },
  )
  .map((partial) => ({ ...partial, windows: [], process: [] }))

it('written and read again, a recording is the same, in any time zone', () => {
  fc.assert(
    fc.property(anyRecording, fc.constantFrom(0, 330, -210, 345), (recording, offset) => {
      const parsed = parseRecording(writeRecording(recording, offset), 'x')
      expect(parsed).toEqual({ ok: true, value: { recording, mistakes: [] } })
    }),
  )
})

describe('paths in a recording', () => {
  it.each(['cpu.pb.gz', 'a/b/c.json', 'name with spaces.pb', '..hidden', 'a..b', 'orderbook/', '50%.pb'])(
    '%s stays inside',
    (path) => expect(unsafePathReason(path)).toBeUndefined(),
  )
  it.each([
    '',
    '/etc/passwd',
    '../secret',
    'a/../../b',
    './x',
    '%2e%2e/x',
    'a/%2E%2E/b',
    'https://elsewhere/x',
    'javascript:alert(1)',
    'data:text/plain,x',
    'a\\..\\b',
    'a//b',
    'nul\u0000.pb',
    'line\nbreak',
  ])('%j is refused with a reason', (path) => expect(unsafePathReason(path)).toMatch(/\w/))
})

it('runtimes are known by the names people write', () => {
  const known = {
    'python 3.11': 'cpython',
    'go1.26.8 linux/amd64': 'go',
    go: 'go',
    'openjdk 21.0.2': 'jvm',
    'Java 17': 'jvm',
    'node v20.20.0': 'v8',
    '.NET 8': 'dotnet',
    'rust 1.80': 'native',
  }
  for (const [text, runtime] of Object.entries(known)) expect(runtimeOf(text)).toBe(runtime)
  expect(runtimeOf('google chrome')).toBeUndefined()
})

describe('the recordings shipped with the page', () => {
  const root = new URL('../../../public/recordings/', import.meta.url)
  const folders = existsSync(root)
    ? readdirSync(root).filter((folder) => existsSync(new URL(`${folder}/recording.json`, root)))
    : []
  it.each(folders)('%s reads without a mistake and has all its files', (folder) => {
    const parsed = parseRecording(readFileSync(new URL(`${folder}/recording.json`, root), 'utf8'), folder)
    if (!parsed.ok) throw new Error(parsed.error.what)
    expect(parsed.value.mistakes).toEqual([])
    const { archive, captures } = parsed.value.recording
    const packed = archive && listZip(new Uint8Array(readFileSync(new URL(`${folder}/${archive}`, root))), archive)
    const inside = packed && packed.ok ? packed.value.map(({ path }) => `captures/${path}`) : []
    for (const { file } of captures)
      expect(inside.includes(file) || existsSync(new URL(`${folder}/${file}`, root)), file).toBe(true)
  })
})
