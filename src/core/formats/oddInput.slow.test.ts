/** Files that are odd and right are read; files that contradict themselves are refused for that, each kind with its own sentence. */
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { packed, protobuf } from '../testing/pprofWriter.ts'
import { drawStacks } from '../testing/drawStacks.ts'
import type { Profile } from '../profile/profile.ts'
import { readFile } from './readFile.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function say(input: Uint8Array | string): Promise<string> {
  const bytes = typeof input === 'string' ? bytesOf(input) : input
  const read = await readFile(bytes, { fileName: 'file', maxInflatedBytes: 1e8 })
  return read.ok ? read.value.format : explainLoadError(read.error)
}

async function profileOf(input: Uint8Array | string): Promise<Profile> {
  const bytes = typeof input === 'string' ? bytesOf(input) : input
  const read = await readFile(bytes, { fileName: 'file', maxInflatedBytes: 1e8 })
  const [part] = read.ok ? read.value.parts : []
  if (!part) throw new Error(read.ok ? 'no part' : explainLoadError(read.error))
  return part.profile
}

/** The longest way from a leaf to its root. */
function depthOf({ stacks }: Profile): number {
  const depth = new Int32Array(stacks.length)
  let deepest = 0
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    depth[row] = (prefix < 0 ? 0 : depth[prefix]!) + 1
    deepest = Math.max(deepest, depth[row]!)
  }
  return deepest
}

const speedscope = (profiles: readonly object[], names: readonly string[] = ['main', 'work']): string =>
  JSON.stringify({ shared: { frames: names.map((name) => ({ name })) }, profiles })

describe('folded stacks', () => {
  it('may have a tab before the count', async () => {
    expect(drawStacks(await profileOf('main;parse json\t3\nmain;render\t4\n'))).toEqual([
      'main;parse json samples=3',
      'main;render samples=4',
    ])
  })

  it('of async-profiler have the names that its recordings have', async () => {
    expect(
      await profileOf('java/lang/Thread.run;app/Main.work 3\njava/lang/Thread.run;net/http.serve 4\n').then(drawStacks),
    ).toEqual(['java.lang.Thread.run;app.Main.work samples=3', 'java.lang.Thread.run;net/http.serve samples=4'])
  })

  it('may have a NUL in a name, in every line or in one', async () => {
    expect(drawStacks(await profileOf('main;na\0me 3\nmain;a\0b;work 4\n'))).toEqual([
      'main;na\0me samples=3',
      'main;a\0b;work samples=4',
    ])
    expect(drawStacks(await profileOf('main;na\0me 3\n'))).toEqual(['main;na\0me samples=3'])
  })

  it('are no binary numbers between which some bytes are letters', async () => {
    expect(await say('\0\0\0\x03main;work 3\n')).toContain('none of the formats')
    expect(await say(new Uint8Array(Buffer.from('main;work 3\nmain 4\n\u0100', 'utf16le')))).toContain(
      'none of the formats',
    )
  })

  it('are text of Windows without its mark', async () => {
    expect(await say(new Uint8Array(Buffer.from('main;work 3\r\nmain 4\r\n', 'utf16le')))).toBe('collapsed')
  })
})

// Three times as many as calls fit on the stack of an engine.
describe('one stack of 30,000 frames', () => {
  const depth = 30_000
  const names = Array.from({ length: depth }, (_, at) => `com.example.service.Handler.method${at}`)

  it('is read as folded text, alone, first and last', async () => {
    const deep = `${names.join(';')} 5\n`
    for (const text of [deep, `${deep}main;work 3\n`, `main;work 3\n${deep}`]) {
      expect(depthOf(await profileOf(text))).toBe(depth)
    }
  })

  it('is read from speedscope, sampled and evented', async () => {
    const all = names.map((_, at) => at)
    const span = { name: 't', unit: 'milliseconds', startValue: 0, endValue: 10 }
    const sampled = { ...span, type: 'sampled', samples: [all], weights: [10] }
    const events = [
      ...all.map((frame) => ({ type: 'O', frame, at: 0 })),
      // Closed from the root down, which is the wrong way round.
      ...all.map((frame) => ({ type: 'C', frame, at: 10 })),
    ]
    for (const profile of [sampled, { ...span, type: 'evented', events }]) {
      expect(depthOf(await profileOf(speedscope([profile], names)))).toBe(depth)
    }
  })

  it('is read from a V8 profile', async () => {
    const nodes = names.map((functionName, at) => ({
      id: at,
      callFrame: { functionName, url: '', lineNumber: 0 },
      children: at + 1 < depth ? [at + 1] : [],
    }))
    const file = { nodes, samples: [depth - 1], timeDeltas: [1], startTime: 0, endTime: 9 }
    expect(depthOf(await profileOf(JSON.stringify(file)))).toBe(depth)
  })
})

describe('a line that is longer and no stack', () => {
  it('is none: code without line ends, and numbers with semicolons', async () => {
    expect(await say('var a=1;function b(){return 2};'.repeat(5000))).toContain('none of the formats')
    expect(await say(`${'1;2;3;'.repeat(20_000)}x\nend\n`)).toContain('none of the formats')
  })
})

describe('a pprof of the future', () => {
  const valueType = [
    [1, 1],
    [2, 2],
    [9, 7],
  ] as const
  const fields = [
    [1, valueType],
    [
      2,
      [
        [1, packed([1])],
        [2, packed([30])],
        [7, 'new'],
      ],
    ],
    [
      4,
      [
        [1, 1],
        [
          4,
          [
            [1, 1],
            [5, 'new'],
          ],
        ],
        [12, 'new'],
      ],
    ],
    [
      5,
      [
        [1, 1],
        [2, 3],
        [19, 4],
      ],
    ],
    [6, ''],
    [6, 'cpu'],
    [6, 'nanoseconds'],
    [6, 'main'],
  ] as const
  // Numbers of eight and of four bytes, which no field of today has: tags of field 20 and 200.
  const fixed64 = Uint8Array.of(0xa1, 1, 1, 2, 3, 4, 5, 6, 7, 8)
  const fixed32 = Uint8Array.of(0xc5, 12, 1, 2, 3, 4)
  const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

  it.each([
    ['at the end', joined(protobuf([...fields, [300, 'new'], [40, 1]]), fixed64, fixed32)],
    ['at the beginning', joined(fixed64, fixed32, protobuf([[300, 'new'], [40, 1], ...fields]))],
  ])('is read, whatever its new fields are, %s', async (_where, bytes) => {
    expect(drawStacks(await profileOf(bytes))).toEqual(['main cpu=30'])
  })

  it('is none when nothing in it is of a pprof', async () => {
    expect(
      await say(
        joined(
          fixed64,
          fixed32,
          protobuf([
            [300, 'new'],
            [6, ''],
            [6, 'a'],
            [6, 'b'],
          ]),
        ),
      ),
    ).toContain('none of the formats')
  })
})

describe('what contradicts itself is refused for that', () => {
  const span = { name: 'T', unit: 'milliseconds', startValue: 0, endValue: 10 }

  it('a speedscope profile of no known type, among good ones too', async () => {
    const good = { ...span, type: 'sampled', samples: [[0]], weights: [10] }
    const unknown = { ...good, type: 'flamechart' }
    const sentence =
      'file: its profile “T” is of a type that speedscope does not have ("flamechart"). Export it again with the type sampled or evented.'
    expect(await say(speedscope([unknown]))).toBe(sentence)
    expect(await say(speedscope([good, unknown]))).toBe(sentence)
    expect(await say(speedscope([good]))).toBe('speedscope')
  })

  it('evented time that runs backwards, but not by the last digits of a number', async () => {
    const events = (back: number): object => ({
      ...span,
      type: 'evented',
      events: [
        { type: 'O', frame: 0, at: 0 },
        { type: 'O', frame: 1, at: 8 },
        { type: 'C', frame: 1, at: 8 - back },
        { type: 'C', frame: 0, at: 10 },
      ],
    })
    expect(await say(speedscope([events(5)]))).toBe(
      'file: time runs backwards in its profile “T”: event 3 is at 3, after one at 8. Sort its events by time and export it again, or record it again.',
    )
    expect(await say(speedscope([events(1e-7)]))).toBe('speedscope')
  })
})
