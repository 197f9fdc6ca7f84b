import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from './profileBuilder.ts'

const cpu = [{ type: 'cpu', unit: 'nanoseconds' }]

describe('ProfileBuilder', () => {
  it('shares strings, frames and stack prefixes', () => {
    const builder = new ProfileBuilder(cpu)
    const main = builder.frame('main', 'app.py', 12)
    const work = builder.frame('work', 'app.py', 30)
    expect(builder.frame('main', 'app.py', 9)).toBe(main)
    builder.sample(builder.stackFromRoot([main, work]), 10)
    builder.sample(builder.stackFromLeaf([work, main]), 20)
    builder.sample(builder.stackFromRoot([main]), 5)
    const profile = builder.finish({ format: 'test' })
    expect([...profile.stacks.prefix]).toEqual([-1, 0])
    expect([...profile.samples.stack]).toEqual([1, 1, 0])
    expect([...profile.samples.values[0]!]).toEqual([10, 20, 5])
    expect(profile.strings).toEqual(['', 'main', 'app.py', 'work'])
    expect([...profile.frames.line]).toEqual([9, 30])
  })

  it('keeps a thread, a time and labels only when some sample has one, and says unknown for the others', () => {
    const builder = new ProfileBuilder(cpu)
    const stack = builder.stackFromRoot([builder.frame('main')])
    builder.sample(stack, 1)
    builder.sample(stack, 2, { thread: builder.thread('7', 'worker'), timeMs: 5 })
    builder.sample(stack, 3)
    const { samples, threads } = builder.finish({ format: 'test' })
    expect([...samples.thread!]).toEqual([-1, 0, -1])
    expect([...samples.timeMs!]).toEqual([Number.NaN, 5, Number.NaN])
    expect(samples.labelSet).toBeUndefined()
    expect(threads).toEqual([{ id: '7', name: 'worker' }])
  })

  it('keeps one frame per name, file, module and flags, however many there are', () => {
    const builder = new ProfileBuilder(cpu)
    const made = new Map<string, number>()
    for (let round = 0; round < 2; round++)
      for (let at = 0; at < 6000; at++) {
        const parts = [`f${at % 1500}`, `${at % 2}.py`, at % 3 === 0 ? 'lib.so' : '', at % 4] as const
        const frame = builder.frame(parts[0], parts[1], 5 + round, parts[2], parts[3])
        expect(made.get(parts.join()) ?? frame).toBe(frame)
        made.set(parts.join(), frame)
        expect(builder.nameOfFrame(frame)).toBe(parts[0])
      }
    expect(new Set(made.values()).size).toBe(made.size)
    const { frames } = builder.finish({ format: 'test' })
    expect(frames.length).toBe(made.size)
    expect([frames.line[0], frames.lineEnd?.[0], frames.flags[1]]).toEqual([5, 6, 1])
  })

  it('interns label sets and tells numbers from the text of the same digits', () => {
    const builder = new ProfileBuilder(cpu)
    const a = builder.labelSet([{ key: 'bytes', value: 64 }])
    expect(builder.labelSet([{ key: 'bytes', value: 64 }])).toBe(a)
    expect(builder.labelSet([{ key: 'bytes', value: '64' }])).not.toBe(a)
    expect(builder.labelSet([])).toBe(-1)
  })

  it('adds single events up into one row per stack, thread and labels', () => {
    const builder = new ProfileBuilder([...cpu, { type: 'count', unit: 'count' }])
    const stack = builder.stackFromRoot([builder.frame('main')])
    for (let i = 0; i < 1000; i++) builder.addValue(builder.addToSample(stack, 8), 1, 1)
    const profile = builder.finish({ format: 'test' })
    expect(profile.samples.length).toBe(1)
    expect(profile.samples.values.map((column) => column[0])).toEqual([8000, 1000])
  })

  it('counts values that are no numbers as 0 and says so', () => {
    const builder = new ProfileBuilder(cpu)
    builder.sample(-1, Number.NaN)
    builder.sample(-1, Infinity)
    expect(builder.finish({ format: 'test' }).meta.notes).toEqual(['2 values were not numbers and count as 0'])
  })

  it('gives back every stack frame by frame, with parents before children, whatever was added', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(40), { maxLength: 12 }), { maxLength: 200 }), (stacks) => {
        const builder = new ProfileBuilder(cpu)
        const frames = Array.from({ length: 41 }, (_, i) => builder.frame(`f${i}`))
        for (const stack of stacks) builder.sample(builder.stackFromRoot(stack.map((i) => frames[i]!)), 1)
        const profile = builder.finish({ format: 'test' })
        profile.stacks.prefix.forEach((prefix, row) => expect(prefix).toBeLessThan(row))
        stacks.forEach((expected, row) => {
          const found: number[] = []
          for (let s = profile.samples.stack[row]!; s >= 0; s = profile.stacks.prefix[s]!) {
            found.unshift(profile.stacks.frame[s]!)
          }
          expect(found).toEqual(expected.map((i) => frames[i]!))
        })
      }),
    )
  })

  it('gives a stack the same number however it is added and whatever came before it', () => {
    const paths = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 9 }), { maxLength: 40 })
    fc.assert(
      fc.property(paths, (added) => {
        const whole = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
        const stepwise = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
        for (const [index, path] of added.entries()) {
          const fromLeaf = [...path.toReversed(), 7, 8]
          const stack = index % 2 === 0 ? whole.stackFromRoot(path) : whole.stackFromLeaf(fromLeaf, path.length)
          expect(stack).toBe(path.reduce((parent, frame) => stepwise.stack(parent, frame), -1))
        }
        expect(whole.stackCount).toBe(stepwise.stackCount)
      }),
    )
  })
})
