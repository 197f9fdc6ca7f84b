import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from '../../profile/buildCallTree.ts'
import { drawTree } from '../../testing/drawTree.ts'
import { frameFlags } from '../../profile/profile.ts'
import { readFile } from '../readFile.ts'
import { readCollapsed } from './readCollapsed.ts'

const options = { fileName: 'out.folded', maxInflatedBytes: 1e6 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function draw(text: string): string {
  const result = readCollapsed(bytesOf(text), options)
  if (!result.ok) return `${result.error.code}: ${result.error.what}`
  const { profile } = result.value.parts[0]!
  return drawTree(buildCallTree(profile, { column: 0, unit: 'count' }))
}

const notes = (text: string): readonly string[] => {
  const result = readCollapsed(bytesOf(text), options)
  return result.ok ? result.value.parts[0]!.profile.meta.notes : [result.error.what]
}

describe('readCollapsed', () => {
  it('reads stacks, root first', () => {
    expect(draw('main;parse;utf8 2\nmain;parse 1\nmain;render 4\n')).toBe(
      'main 7 0\n  render 4 4\n  parse 3 1\n    utf8 2 2',
    )
  })

  it('names a Ruby method alike on each of its lines, and leaves other names with a dash alone', () => {
    expect(
      draw(
        '<main> - /srv/a.rb:3;hot - /srv/a.rb:1;(unknown) [c function] - (unknown) 2\n<main> - /srv/a.rb:3;hot - /srv/a.rb:2 1\n',
      ),
    ).toBe('<main> 3 0\n  hot 3 1\n    (unknown) [c function] 2 2')
    expect(draw('main;hot - cold:3 2\nmain;a - b.rb.c:1 1\n')).toBe('main 3 0\n  hot - cold:3 2 2\n  a - b.rb.c:1 1 1')
  })

  it('takes CRLF, no last line end, spaces in names, decimals, and comments', () => {
    expect(draw('# made by hand\r\nmain;operator new (int) 2.5\r\n// end\r\n\r\nmain 1')).toBe(
      'main 3.5 1\n  operator new (int) 2.5 2.5',
    )
  })

  it('reads a weight with an exponent as what it is, in every way awk and people write it', () => {
    expect(draw('main;a 1.5e+06\nmain;b 1E3\nmain;c 25e-1\n')).toBe(
      'main 1501002.5 0\n  a 1500000 1500000\n  b 1000 1000\n  c 2.5 2.5',
    )
  })

  it.each([
    ['a plus', '+41200000'],
    ['three digits of exponent', '4.12E+007'],
    ['thousands with commas', '41,200,000'],
    ['thousands with underscores', '41_200_000'],
    ['thousands with apostrophes', "41'200'000"],
    ['thousands with narrow blanks', '41\u202f200\u202f000'],
    ['a decimal comma and an exponent', '4,12e+07'],
  ])('reads a weight with %s', (_, weight) => {
    expect(draw(`main;append ${weight}\nmain;rest 812345\n`)).toBe(
      'main 42012345 0\n  append 41200000 41200000\n  rest 812345 812345',
    )
  })

  it('tells thousands from decimals by the other numbers, and asks where nothing tells', () => {
    expect(draw('main;append 41,200,000\nmain;rest 812,345\n')).toContain('rest 812345 812345')
    expect(draw('main;append 41,2\nmain;rest 1,125\n')).toContain('rest 1.125 1.125')
    expect(draw('main;append 41,200\nmain;rest 812\n')).toContain('append 41200 41200')
    expect(draw('main;append 41,200\nmain;rest 1,345\n')).toMatch(/can be thousands or decimals/)
    // 5000 beside 41,200: whoever writes thousands with a comma writes 5,000.
    expect(notes('main;append 41,200\nmain;rest 5000\n')).toEqual([
      '1 line is left out: a comma in its number can mean thousands or decimals: “append 41,200”',
    ])
  })

  it('says which is the widest line that it cannot read', () => {
    expect(notes('main;a 1\nmain;b 41.200.000\nmain;c 12ms\nno stack at all\n')).toEqual([
      '3 lines are not a stack and left out, the widest of them “b 41.200.000”',
    ])
    expect(notes('main;a 1\nmain;b 2\npassword is 12x\n')).toEqual(['1 line is not a stack and left out'])
  })

  it('does not take the beginning of a longer name for the name of the line before', () => {
    expect(draw('a;bc;d 1\na;b;d 1\na;bcd 1')).toBe('a 3 0\n  b 1 0\n    d 1 1\n  bc 1 0\n    d 1 1\n  bcd 1 1')
  })

  it('takes neither a callee seen before for one whose name begins alike, nor two spellings of one for two', () => {
    expect(draw('a;b;c 1\nx 1\na;bc 2\nx 1\na;b 3\nx 1\na;;b;c 4\nx 1\na;b_[j] 5\nx 1\na;b;cd 60')).toBe(
      'a 75 0\n  b 73 8\n    cd 60 60\n    c 5 5\n  bc 2 2\nx 5 5',
    )
  })

  it('leaves lines out that are no stacks, and says how many', () => {
    expect(notes('main;a 1\nnot a stack\nmain;b x\n')).toEqual(['2 lines are not a stack and left out'])
  })

  it('strips the marks of perf and async-profiler and keeps what they say', () => {
    const result = readCollapsed(bytesOf('main_[0];HashMap.get_[j];hash_[i];do_futex_[k] 3'), options)
    const profile = result.ok ? result.value.parts[0]!.profile : undefined
    expect(profile?.strings.slice(1)).toEqual(['main', 'HashMap.get', 'hash', 'do_futex'])
    expect([...profile!.frames.flags]).toEqual([0, 0, frameFlags.inlined, frameFlags.kernel | frameFlags.native])
  })

  it('knows off-CPU stacks by their leaf and reads them as microseconds of waiting', () => {
    const text = Array.from({ length: 6 }, (_, i) => `srv;read${i};schedule_timeout;schedule ${i + 1}`).join('\n')
    const result = readCollapsed(bytesOf(text), options)
    const part = result.ok ? result.value.parts[0]! : undefined
    expect([part?.kind, part?.profile.valueTypes, part?.profile.samples.values[0]?.[1]]).toEqual([
      'block',
      [{ type: 'offcpu', unit: 'nanoseconds' }],
      2000,
    ])
  })

  it('claims no kind for stacks that could be anything', () => {
    const result = readCollapsed(bytesOf('main;a 1'), options)
    expect(result.ok && result.value.parts[0]!.kind).toBeUndefined()
  })

  it('takes periods of a clock for nanoseconds, and round numbers and cycles for what they may be', () => {
    const typesOf = (weights: readonly number[]) => {
      const text = weights.map((weight, at) => `main;f${at} ${weight}\n`).join('')
      const result = readCollapsed(bytesOf(text), options)
      return result.ok ? result.value.parts[0]!.profile.valueTypes[0]?.unit : result.error.what
    }
    const at99Hz = 10_101_010
    expect(typesOf([3, 1, 19, 2, 7].map((count) => count * at99Hz))).toBe('nanoseconds')
    expect(typesOf([3, 1, 19, 2, 7].map((count) => count * 1e7))).toBe('count')
    expect(typesOf([3, 1, 19, 2, 7].map((count) => count * 524_288))).toBe('count')
    expect(typesOf([30_303_031, at99Hz, 191_919_190, 20_202_020, 70_707_070])).toBe('count')
    expect(typesOf([3 * at99Hz, at99Hz])).toBe('count')
  })

  it('refuses a difference instead of reading its first count as part of a name', () => {
    const text = Array.from({ length: 6 }, (_, i) => `main;f${i} 1 2`).join('\n')
    expect(draw(text)).toBe('needs-conversion: every line has two counts, as of a difference')
  })

  it('says when there is no stack at all', () => {
    expect(draw('hello\nworld\n')).toBe('malformed: no line is a folded stack ("main;work 12")')
  })

  it('is found by its content, whatever its name, in UTF-16 too', async () => {
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const result = await readFile(Buffer.from('\ufeffmain;work 3\nmain 1\n', encoding), {
        ...options,
        fileName: 'x.bin',
      })
      expect(result.ok && result.value.format).toBe('collapsed')
    }
  })

  it('gives back whatever stacks were written', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '_', '.'), minLength: 1, maxLength: 3 })
    const line = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 6 }), weight: fc.nat(1000) })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), fc.boolean(), (lines, sorted) => {
        const texts = lines.map(({ path, weight }) => `${path.join(';')} ${weight}`)
        if (sorted) texts.sort()
        const result = readCollapsed(bytesOf(texts.join('\n')), options)
        if (!result.ok) throw new Error(result.error.what)
        const { samples, stacks, frames, strings } = result.value.parts[0]!.profile
        texts.forEach((text, row) => {
          const path: string[] = []
          for (let at = samples.stack[row]!; at >= 0; at = stacks.prefix[at]!) {
            path.unshift(strings[frames.name[stacks.frame[at]!]!]!)
          }
          expect(`${path.join(';')} ${samples.values[0]![row]}`).toBe(text)
        })
      }),
    )
  })

  it.each([
    [
      'allocated bytes',
      'a.B.c;byte[]_[i] 524288\na.B.d;java.lang.String_[k] 80\na.B.e;char[]_[i] 96\nx;a.Row_[i] 640',
      'heap alloc_space bytes',
    ],
    [
      'allocations, counted',
      'a.B.c;byte[]_[i] 5\na.B.d;java.lang.String_[k] 8\na.B.e;char[]_[i] 9',
      'allocations (samples',
    ],
    [
      'waits in ns',
      'a.B.c;sun/misc/Unsafe.park;a.Lock$Sync_[i] 12074324\na.B.d;java.lang.Object_[i] 94300\nb;a.L_[i] 87654',
      'lock delay nanoseconds',
    ],
    [
      'waits in ns of monitors alone, one of them a moment',
      'a.B.c;java.lang.Object_[i] 12074324\na.B.d;int[]_[i] 94300\nb;a.L_[i] 87654\nc;a.L_[i] 99999\nd;a.L_[i] 631',
      'lock delay nanoseconds',
    ],
    [
      'waits, counted',
      'a.B.c;sun/misc/Unsafe.park;a.Lock$Sync_[i] 12\na.B.d;java.lang.Object_[i] 9\nb;a.L_[i] 8',
      'waits for locks (their number',
    ],
    [
      'counts, some of them large',
      'a.B.c;java.lang.Object_[i] 12001\na.B.d;a.Desk_[i] 9\nb;a.Desk_[i] 8\nc;a.Desk_[i] 15003',
      'allocations or waits for locks: it is no CPU',
    ],
    [
      'the one or the other',
      'a.B.c;java.lang.Object_[i] 12\na.B.d;a.Desk_[i] 9\nb;a.Desk_[i] 8',
      'allocations or waits for locks: it is no CPU',
    ],
    ['CPU in the kernel', 'a.B.c;finish_task_switch.isra.0_[k] 12\na.B.d;do_sys_poll_[k] 9\nb;irqentry_exit_[k] 8', ''],
    ['CPU with inlined methods', 'a.B.c_[j];a.B.hash_[i] 12\na.B.d_[j];a.B.hash_[i] 9\nb;a.Desk.post_[i] 8', ''],
    [
      'CPU in one method of them',
      'a.B.c;byte[]_[i] 524288\na.B.d;java.lang.String_[k] 80\na.B.e;char[]_[i] 96\nx;a.Row.get 640',
      '',
    ],
  ])('tells async-profiler’s event by the leaves: %s', (_, text, said) => {
    const result = readCollapsed(bytesOf(text), options)
    const [part] = result.ok ? result.value.parts : []
    const [type] = part!.profile.valueTypes
    const all = [part!.kind ?? '', type!.type, type!.unit].join(' ')
    if (said === '') expect([all, notes(text)]).toEqual([' samples count', []])
    else expect([all, ...notes(text)].join(' | ')).toContain(said)
  })

  it('turns any bytes into a value or a sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const result = readCollapsed(bytes, options)
        if (!result.ok) expect(result.error.what).not.toBe('')
      }),
    )
  })
})
