import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../base/byteSource.ts'
import { explainLoadError } from '../../base/result.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { Head } from '../head.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'
import { noLimit } from '../inflate/limits.ts'
import { Receiver } from '../receiver.ts'
import { openChromeTrace, readChromeTrace } from './chromeTrace.ts'
import { chromeTraceRows } from './row.ts'

const options: ReadOptions = { fileName: 'trace.json', maxInflatedBytes: 1e9 }
const bytesOf = (file: unknown) => new TextEncoder().encode(typeof file === 'string' ? file : JSON.stringify(file))
const read = (file: unknown) => readChromeTrace(bytesOf(file), options)
function profileOf(file: unknown) {
  const result = read(file)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts[0]!.profile
}
const problem = (file: unknown): string => {
  const result = read(file)
  return result.ok ? 'read' : explainLoadError(result.error)
}

const frame = (functionName: string, lineNumber = 0) => ({ functionName, url: 'file:///srv/app.js', lineNumber })
const nodes = [
  { id: 1, callFrame: frame('(root)') },
  { id: 2, parent: 1, callFrame: frame('handle', 9) },
  { id: 3, parent: 2, callFrame: frame('serialize', 40) },
  { id: 4, parent: 1, callFrame: frame('(idle)') },
]
const place = { pid: 7, tid: 7, ph: 'P', id: '0x1', cat: 'disabled-by-default-v8.cpu_profiler' }
const start = { ...place, name: 'Profile', args: { data: { startTime: 1000 } } }
const chunk = (data: object, more: object = {}) => ({ args: { data }, ...place, tid: 8, name: 'ProfileChunk', ...more })
const name = (text: string, tid = 7) => ({ name: 'thread_name', ph: 'M', pid: 7, tid, args: { name: text } })
const span = {
  name: 'RunTask',
  ph: 'X',
  pid: 7,
  tid: 7,
  ts: 1,
  dur: 5,
  args: { data: { url: 'https://shop/?token=s3cr3t' } },
}
/** Samples at 2, 4, 5 and 9 ms of the clock, until 10. */
const whole = [
  start,
  span,
  chunk({ cpuProfile: { nodes, samples: [2, 3] }, timeDeltas: [1000, 2000] }),
  chunk({ cpuProfile: { samples: [4, 3] }, timeDeltas: [1000, 4000] }),
  chunk({ endTime: 10_000 }),
  name('CrRendererMain'),
]

describe('readChromeTrace', () => {
  it('gives each sample the time until the next one, across chunks, and leaves idle out', () => {
    const profile = profileOf({ metadata: { command_line: 'chrome --secret=1' }, traceEvents: whole })
    // handle 2–4, serialize 4–5, idle 5–9, serialize 9–10
    expect(drawStacks(profile)).toEqual([
      '@CrRendererMain handle cpu=2000000 samples=1',
      '@CrRendererMain handle;serialize cpu=2000000 samples=2',
    ])
    expect(profile.meta).toMatchObject({ runtime: 'v8', traits: ['one-thread'], durationMs: 8 })
    expect(profile.meta.notes.join()).toContain('0.00 s idle are left out')
    expect(JSON.stringify(profile)).not.toMatch(/secret|s3cr3t/)
  })

  it('counts a chunk that is there twice once, as in two traces laid together; two that are alike are two', () => {
    const timed = whole.map((event, at) => ('ts' in event ? event : { ...event, ts: 5000 + at }))
    const once = profileOf(timed)
    for (const twice of [[...timed, ...timed], timed.flatMap((event) => [event, event]), [...whole, whole[2]!]]) {
      const profile = profileOf(twice)
      expect([drawStacks(profile), profile.meta.durationMs]).toEqual([drawStacks(once), once.meta.durationMs])
      expect(profile.meta.notes.join()).toContain('there twice and counted once')
    }
    const again = { ...timed[3]!, ts: 5999 }
    expect(profileOf([...timed.slice(0, 4), again]).meta.durationMs).toBe(16)
    expect(once.meta.notes.join()).not.toContain('twice')
  })

  it('counts a thread once that two profiles watched at one time, and twice what one watched after the other', () => {
    const second = (from: number) => [
      { ...start, id: '0x2', args: { data: { startTime: from } } },
      chunk({ cpuProfile: { nodes, samples: [2, 3] }, timeDeltas: [500, 500] }, { id: '0x2' }),
      chunk({ endTime: from + 2000 }, { id: '0x2' }),
    ]
    expect(drawStacks(profileOf([...whole, ...second(4000)]))).toEqual(drawStacks(profileOf(whole)))
    expect(profileOf([...whole, ...second(4000)]).meta.traits).toEqual(['one-thread'])
    const after = profileOf([...whole, ...second(20_000)])
    expect(drawStacks(after)).toEqual([
      '@CrRendererMain handle cpu=2500000 samples=2',
      '@CrRendererMain handle;serialize cpu=3000000 samples=3',
    ])
    expect(after.meta.traits).toEqual(['one-thread'])
  })

  it('reads the array alone, also one without its end, and says so', () => {
    const text = JSON.stringify(whole)
    expect(drawStacks(profileOf(text))).toHaveLength(2)
    const open = profileOf(text.slice(0, -1))
    expect(drawStacks(open)).toHaveLength(2)
    expect(open.meta.notes.join()).toContain('ends early')
    expect(profileOf(text).meta.notes.join()).not.toContain('ends early')
  })

  it('keeps the threads of several profiles apart, whose CPU may be more than one core', () => {
    const other = { id: '0x2' }
    const profile = profileOf([
      ...whole,
      { ...start, ...other, tid: 9 },
      chunk({ cpuProfile: { nodes, samples: [2, 2] }, timeDeltas: [1000, 3000] }, other),
      name('DedicatedWorker', 9),
    ])
    expect(profile.threads).toEqual([
      { id: '7/7', name: 'CrRendererMain' },
      { id: '7/9', name: 'DedicatedWorker' },
    ])
    expect(drawStacks(profile)).toContain('@DedicatedWorker handle cpu=6000000 samples=2')
    expect(profile.meta.traits).toEqual(['event-loops'])
  })

  const ofOther = (pid: number, events: readonly object[]) => events.map((event) => ({ ...event, pid }))
  const idleOnly = [start, chunk({ cpuProfile: { nodes, samples: [4, 4] }, timeDeltas: [1000, 9000] })]
  const committed = (processId: number, more: object = {}) => ({
    ...span,
    name: 'FrameCommittedInBrowser',
    args: { data: { processId, url: 'https://shop/?token=s3cr3t', ...more } },
  })

  it('takes each process of a browser for one of its own, the page that was recorded first', () => {
    const longer = ofOther(8, [...whole.slice(0, 4), chunk({ endTime: 90_000 })])
    const both = [...whole, ...longer, { ...name('Renderer'), name: 'process_name' }]
    const chosenOf = (events: readonly object[]) => {
      const result = read({ traceEvents: events })
      if (!result.ok) throw new Error(explainLoadError(result.error))
      const { resources = [], parts } = result.value
      return { titles: resources.map(({ title }) => title), stacks: drawStacks(parts[0]!.profile), parts }
    }
    // Their 4 and 84 ms are not one page's 88.
    expect(chosenOf(both).titles).toEqual(['process 8', 'Renderer 7'])
    expect(chosenOf(both).parts.map(({ resource }) => resource)).toHaveLength(2)
    for (const told of [
      { ...span, name: 'TracingStartedInBrowser', pid: 1, args: { data: { frames: [{ processId: 7 }] } } },
      { ...span, name: 'TracingStartedInPage', pid: 7 },
      committed(7),
    ]) {
      const chosen = chosenOf([...both, told])
      expect(chosen.titles).toEqual(['Renderer 7', 'process 8'])
      expect(chosen.stacks).toEqual(drawStacks(profileOf(whole)))
      expect(JSON.stringify(chosen)).not.toContain('s3cr3t')
    }
    // A frame inside the page is not the page; a process that is kept ready and does nothing is no choice.
    expect(chosenOf([...both, committed(7, { parent: 'F1' })]).titles[0]).toBe('process 8')
    expect(chosenOf([...whole, ...ofOther(9, idleOnly)]).titles).toEqual([])
    // Where the recorded page itself did nothing, it is what the file is about.
    expect(chosenOf([...whole, ...ofOther(9, idleOnly), committed(9)]).titles[0]).toBe('process 9')
  })

  it('does not take a page for one without workers where a version samples none of them, and says who slowed the CPU', () => {
    const traitsOf = (events: readonly object[]) => profileOf(events).meta.traits
    expect(traitsOf([...whole, name('DedicatedWorker thread', 9)])).toEqual(['one-thread', 'unseen-workers'])
    expect(traitsOf([...whole, name('ThreadPoolForegroundWorker', 9), name('PlatformWorkerThread', 10)])).toEqual([
      'one-thread',
    ])
    const sampled = ofOther(7, [{ ...start, id: '0x2', tid: 9 }, ...whole.slice(2, 3)]).map((event) => ({
      ...event,
      id: '0x2',
    }))
    const over = [...whole, ...sampled, name('DedicatedWorker thread', 9), name('DedicatedWorker thread', 11)]
    expect(traitsOf(over)).toEqual(['event-loops'])
    const slowed = (metadata: object) => profileOf({ metadata, traceEvents: whole }).meta.notes.join()
    expect(slowed({ source: 'DevTools', cpuThrottling: 4 })).toContain('slowed the CPU 4 times')
    expect(slowed({ source: 'DevTools', cpuThrottling: 1 })).not.toContain('slowed')
    expect(slowed({ title: 'a "cpuThrottling": 6' })).not.toContain('slowed')
  })

  it('does not count time twice where samples were written out of order', () => {
    // At 2, 7, 4 and 8 ms: 6 ms in all, not 2 + 5 + 4.
    const profile = profileOf([
      start,
      chunk({ cpuProfile: { nodes, samples: [2, 2, 2, 2] }, timeDeltas: [1000, 5000, -3000, 4000] }),
      chunk({ endTime: 8000 }),
    ])
    expect(drawStacks(profile)).toEqual(['@ handle cpu=6000000 samples=4'])
  })

  it('reads the one event of old versions, whose callers list what they call', () => {
    const old = nodes.map(({ id, callFrame }) => ({
      id,
      callFrame,
      children: nodes.filter(({ parent }) => parent === id).map((child) => child.id),
    }))
    const cpuProfile = { nodes: old, samples: [2, 3], timeDeltas: [1000, 2000], startTime: 1000, endTime: 5000 }
    expect(
      drawStacks(profileOf({ traceEvents: [{ ...place, name: 'CpuProfile', args: { data: { cpuProfile } } }] })),
    ).toEqual(['@ handle cpu=2000000 samples=1', '@ handle;serialize cpu=1000000 samples=1'])
  })

  it('tells a trace of spans from one of samples, with advice that fits who made it', () => {
    expect(problem([span, span])).toMatch(/2 events, and no CPU samples .*`node --cpu-prof`/)
    expect(problem({ traceEvents: [span] })).not.toContain('py-spy')
    expect(problem({ traceEvents: [span], viztracer_metadata: {} })).toContain('py-spy record')
    const ofPython = { ...span, args: { filename: '/srv/app/ledger.py', line: 3 } }
    expect(problem([ofPython])).toContain('py-spy record -f speedscope')
    expect(problem({ traceEvents: [span], stackFrames: {} })).toContain('dotnet-trace convert --format speedscope')
    // A span of that name with nothing inside is no sample.
    expect(problem([{ ...span, name: 'ProfileChunk' }])).toContain('no CPU samples')
  })

  it('is told by content, and a .cpuprofile is not taken for one', async () => {
    const sniffed = (file: unknown) => chromeTraceRows[0]!.sniff(new Head(bytesOf(file)))
    expect([sniffed(whole), sniffed({ traceEvents: [] }), sniffed({ nodes, samples: [], timeDeltas: [] })]).toEqual([
      'yes',
      'yes',
      'no',
    ])
    const file = await readFile(bytesOf(whole), options)
    expect(file.ok && file.value.format).toBe('chrome-trace')
  })

  it('reads a large trace piece by piece, as soon as its beginning shows what it is', async () => {
    const filler = Array.from({ length: 12_000 }, (_, i) => ({ ...span, ts: i, args: { text: 'x'.repeat(100) } }))
    const bytes = bytesOf({ traceEvents: [...whole.slice(0, 3), ...filler, ...whole.slice(3)] })
    const receiver = new Receiver(options, noLimit, bytes.length)
    receiver.push(bytes.subarray(0, 1 << 20))
    expect(receiver.wanted?.format).toBe('chrome-trace')
    const file = await readFile(sourceOfBytes(bytes), options)
    expect(file.ok && drawStacks(file.value.parts[0]!.profile)).toEqual(drawStacks(profileOf(whole)))
  })

  it('is the same however it is cut, also inside of names, escapes and characters', () => {
    const odd = { ...span, name: 'a "quoted" \\ name', args: { text: '日本語 }]"' } }
    const bytes = bytesOf({ metadata: { a: [1, { b: '}' }] }, traceEvents: [odd, ...whole, odd] })
    const once = read(new TextDecoder().decode(bytes))
    for (let size = 1; size < 60; size += 1) {
      const reader = openChromeTrace(options)
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.slice(at, at + size))
      expect(reader.finish()).toEqual(once)
    }
  })

  it('turns any prefix and any changed byte into a value or a sentence', () => {
    const bytes = bytesOf(whole)
    for (let length = 0; length < bytes.length; length += 7)
      expectErrorOrValue(readChromeTrace(bytes.subarray(0, length), options))
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const changed = bytes.slice()
        changed[at] = byte
        expectErrorOrValue(readChromeTrace(changed, options))
      }),
    )
  })

  const grown = [
    chunk({ cpuProfile: { nodes: nodes.slice(0, 2), samples: [2, 2] }, timeDeltas: [1000, 1000] }),
    chunk({ cpuProfile: { nodes: nodes.slice(2, 3), samples: [3] }, timeDeltas: [1000] }),
    chunk({
      cpuProfile: { nodes: [{ id: 9, parent: 3, callFrame: frame('deep') }], samples: [9] },
      timeDeltas: [1000],
    }),
  ] as const
  it('reads chunks in the order of their calls, whichever is written first', () => {
    const inOrder = profileOf([start, ...grown])
    expect(drawStacks(inOrder)).toHaveLength(3)
    expect(inOrder.meta.notes.join()).not.toContain('not in the file')
    const [first, second, third] = grown
    for (const order of [
      [first, third, second],
      [third, second, first],
      [second, third, first],
    ]) {
      const profile = profileOf([start, ...order])
      expect(drawStacks(profile)).toEqual(drawStacks(inOrder))
      expect(profile.meta.notes).toEqual(inOrder.meta.notes)
    }
    const notes = (events: readonly unknown[]): string => profileOf([start, ...events]).meta.notes.join()
    expect(notes([first, third])).toContain('1 samples or calls point at a call that is not in the file')
    // What nobody describes is not waited for without end.
    expect(notes([first, ...Array.from({ length: 100 }, () => third)])).toContain('not in the file')
  })

  it('survives any JSON in its events, nodes that call each other in a circle, and depth without end', () => {
    const circle = [
      { id: 1, parent: 2, callFrame: frame('a') },
      { id: 2, parent: 1, callFrame: frame('b') },
    ]
    const profile = profileOf([
      start,
      chunk({ cpuProfile: { nodes: circle, samples: [1, 2, 99] }, timeDeltas: [1, 1, 1] }),
    ])
    expect(profile.meta.notes.join()).toContain('point at a call that is not in the file')
    expectErrorOrValue(read('[{"ph":"P","pid":1,"name":"ProfileChunk","args":' + '['.repeat(200_000)))
    expectErrorOrValue(read('{"traceEvents":' + '[{"ph":'.repeat(50_000)))
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (data, samples) => {
        expectErrorOrValue(
          read([
            { ...start, args: data },
            chunk({ cpuProfile: data, timeDeltas: samples }),
            { ...place, name: 'thread_name', args: data },
          ]),
        )
        expectErrorOrValue(
          read([start, chunk({ cpuProfile: { nodes, samples }, timeDeltas: samples, endTime: samples })]),
        )
      }),
    )
  })

  it('takes seconds, not hours, for megabytes of brackets and quotes', () => {
    const started = process.cpuUsage()
    for (const repeat of ['[', '{', '"', '\\"', '{}', '[]', ':', '{"a":'])
      expectErrorOrValue(read('{"traceEvents":[' + repeat.repeat(1e6 / repeat.length)))
    const { user } = process.cpuUsage(started)
    expect(user / 1e6).toBeLessThan(20)
  })
})
