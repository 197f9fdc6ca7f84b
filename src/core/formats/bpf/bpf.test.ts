import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { frameFlags } from '../../profile/profile.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'stacks.txt', maxInflatedBytes: 1e8 }
const read = (text: string) => readFile(new TextEncoder().encode(text), options)
async function parsed(text: string): Promise<ParsedFile> {
  const result = await read(text)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}
const stacksOf = async (text: string): Promise<readonly string[]> =>
  drawStacks((await parsed(text)).parts[0]!.profile).toSorted()

/** Samples with a frame of this name anywhere, as a share of all. */
function shareOf({ parts }: ParsedFile, name: string): number {
  const rows = drawStacks(parts[0]!.profile).map(
    (row) => [row, Number(/(?:samples|offcpu)=(\d+)/.exec(row)?.[1])] as const,
  )
  const all = rows.reduce((sum, [, value]) => sum + value, 0)
  return rows.reduce((sum, [row, value]) => sum + (row.split(/[; ]/).includes(name) ? value : 0), 0) / all
}

describe('stacks of bpftrace', () => {
  const plain = `Attaching 1 probe...


@[
    hot(double)+81
    main+1841
]: 3
@[
    malloc+0x1a
    main+1867
]: 2
@[]: 146
`
  it('are samples of what nobody says', async () => {
    const { format, parts } = await parsed(plain)
    expect([format, parts.length, parts[0]!.kind]).toEqual(['bpf-stacks', 1, undefined])
    expect(await stacksOf(plain)).toEqual(['main;hot(double) samples=3', 'main;malloc samples=2'])
  })

  it('have the kernel’s frames on those of the program, in whichever order the key names them', async () => {
    const user = ['    write+20', '    main+3'].join('\n')
    const kernel = ['    vfs_write+5', '    do_syscall_64+113', '    entry_SYSCALL_64_after_hwframe+118'].join('\n')
    const want = ['main;write;entry_SYSCALL_64_after_hwframe;do_syscall_64;vfs_write samples=4']
    for (const [first, second] of [
      [user, kernel],
      [kernel, user],
    ]) {
      const text = `@cpu[shop, \n${first}\n, \n${second}\n, 4242]: 4\n`
      expect(await stacksOf(text)).toEqual(want)
      const { frames } = (await parsed(text)).parts[0]!.profile
      expect([...frames.flags].map((flags) => (flags & frameFlags.kernel) > 0)).toEqual([
        false,
        false,
        true,
        true,
        true,
      ])
    }
  })

  it('of several maps are those of the one with most stacks, and histograms are none', async () => {
    const others = `@n[4242]: 9\n@sizes[\n    read+1\n    main+2\n]: \n[1, 2)   3 |@@@|\n@late[\n    wait+1\n    main+2\n]: 70\n`
    expect(await stacksOf(others + plain)).toEqual(await stacksOf(plain))
    expect((await parsed(others + plain)).parts[0]!.profile.meta.notes.join()).toContain('left out: @late')
  })

  it('are the same in JSON', async () => {
    const json = `{"type": "attached_probes", "data": {"probes": 1}}\n{"type": "map", "data": {"@": {"shop,\\n    hot(double)+81\\n    main+1841\\n,": 3, "\\n    malloc+0x1a\\n    main+1867\\n": 2}}}\n{"type": "map", "data": {"@n": {"609": 2}}}\n`
    expect(await stacksOf(json)).toEqual(await stacksOf(plain))
  })

  it('are neither folded stacks nor maps of other things', async () => {
    expect((await parsed('@[main];work 3\n@[main];read 4\nmain;a 5\n')).format).toBe('collapsed')
    const counters = await read('@total: 12\n@n[4242]: 9\n')
    expect(counters.ok ? '' : explainLoadError(counters.error)).toMatch(/bpftrace.*no stack/)
  })

  it('recorded of a program with a known truth give it back', async () => {
    for (const name of ['bpftrace-perf.txt', 'bpftrace-both.txt', 'bpftrace.jsonl']) {
      const file = await parsedSample(`bpf/${name}`)
      expect(shareOf(file, 'hot(double)'), name).toBeCloseTo(0.6, 1)
      expect(shareOf(file, 'warm(double)'), name).toBeCloseTo(0.3, 1)
    }
  })
})

describe('stacks of BCC', () => {
  const profile = (whom: string): string =>
    `Sampling at 49 Hertz of ${whom} by user + kernel stack for 4 secs.\n\n    do_syscall_64\n    entry_SYSCALL_64_after_hwframe\n    --\n    write\n    main\n    -                shop (4242)\n        2\n\n    hot(double)\n    main\n    -                shop (4243)\n        98\n\n`
  it('are CPU of one process, by the rate and the length of the first line', async () => {
    const [part] = (await parsed(profile('PID [4242]'))).parts
    expect([part!.kind, part!.profile.meta.durationMs]).toEqual(['cpu', 4000])
    expect(totalOf(part!, 'cpu')).toBeCloseTo((100 / 49) * 1e9, 0)
    expect(totalOf(part!, 'samples')).toBe(100)
    expect(part!.profile.threads).toHaveLength(2)
  })
  it('of a whole machine or one thread are asked what they count', async () => {
    for (const whom of ['all threads', 'TID 4242', 'PID 4242 on CPU#1']) {
      const text = whom.includes('CPU#')
        ? profile('PID 4242').replace('stack for', 'stack on CPU#1 for')
        : profile(whom)
      const [part] = (await parsed(text)).parts
      expect([whom, part!.kind, part!.profile.meta.durationMs]).toEqual([whom, undefined, undefined])
    }
  })
  it('of offcputime are waits of one process', async () => {
    const text = profile('PID 4242').replace('Sampling at 49 Hertz', 'Tracing off-CPU time (us)')
    const [part] = (await parsed(text)).parts
    expect([part!.kind, totalOf(part!, 'offcpu'), part!.profile.meta.durationMs]).toEqual(['block', 100_000, 4000])
  })
  it('recorded where eight threads queue for a mutex: seven wait, and one sleeps with it', async () => {
    const file = await parsedSample('bpf/offcputime-lock.txt')
    expect(file.parts[0]!.kind).toBe('block')
    expect(totalOf(file.parts[0]!, 'offcpu') / 4e9).toBeCloseTo(8, 0)
    expect(shareOf(file, 'futex_wait')).toBeCloseTo(7 / 8, 1)
    // What the tool itself runs where it looks is none of the program's.
    expect(JSON.stringify(file.parts)).not.toContain('bpf_prog_')
  })
  it('without a first line and not in the scheduler are asked what they count', async () => {
    const text = profile('').split('\n').slice(2).join('\n').repeat(4)
    expect((await parsed(text)).parts[0]!.kind).toBeUndefined()
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    const whole = new TextEncoder().encode(`${profile('PID 4242')}@[\n    a+1\n    b+2\n]: 5\n`)
    await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 7, numRuns: 100 })
  })
})
