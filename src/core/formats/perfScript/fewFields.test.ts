import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import type { ParsedFile, ReadOptions } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options: ReadOptions = { fileName: 'out.perf', maxInflatedBytes: 1e9 }
const read = (text: string) => readFile(new TextEncoder().encode(text), options)
async function fileOf(text: string): Promise<ParsedFile> {
  const result = await read(text)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

/** perf's own spelling: an address sixteen wide behind a tab. */
const frame = (address: string, rest: string): string => `\t${address.padStart(16)} ${rest}\n`
const spin = frame('1143', 'spin') + frame('2724a', 'main')
const churn = frame('5af3', 'churn') + frame('2724a', 'main')
const samples = (head: (i: number) => string): string =>
  Array.from({ length: 6 }, (_, i) => `${head(i)}\n${i % 3 === 2 ? churn : spin}\n`).join('')

describe('what `perf script -F` leaves out', () => {
  it.each([
    ['the object', (i: number) => `w 29196 7561${i}.195704:    2004008  cpu-clock: `, 4],
    ['the name', (i: number) => `29196 7561${i}.195704:    2004008  cpu-clock: `, 4],
    ['the name and the time', () => '29196/29197    2004008  cpu-clock: ', 4],
    ['the thread', (i: number) => `7561${i}.195704:    2004008  cpu-clock: `, 4],
    [
      'all but the CPU, the time, the period and the event',
      (i: number) => `[001] 7561${i}.1:    2004008 cpu-clock:u: `,
      4,
    ],
  ])('may be %s: the time of the samples is read', async (_, head, count) => {
    for (const text of [samples(head), samples(head).replaceAll('\n', '\r\n')]) {
      const [part] = (await fileOf(text)).parts
      expect(part?.kind).toBe('cpu')
      const drawn = drawStacks(part!.profile).map((line) => line.replace(/^@\S*\s/, ''))
      expect(drawn).toContain(`main;spin cpu=${count * 2_004_008} samples=${count}`)
      expect(drawn).toContain('main;churn cpu=4008016 samples=2')
    }
  })

  it.each([
    ['the event', (i: number) => `w 29196 7561${i}.195704: `],
    ['all but the name', () => 'my worker '],
    ['all but the stack', () => ''],
  ])('may be %s: the samples are drawn, and nobody is told that they are CPU', async (_, head) => {
    const [part] = (await fileOf(samples(head))).parts
    expect(part?.kind).toBe(undefined)
    expect(drawStacks(part!.profile).join('\n')).toMatch(/main;spin events=4 samples=4/)
    expect(part!.profile.meta.notes.join()).toContain('no line says which event was sampled')
  })

  it('is in the header where one event was recorded, and is not where two were', async () => {
    const header = (...names: string[]): string =>
      `# ========\n# captured on    : Sun Nov 22 13:13:41 2026\n${names.map((name) => `# event : name = ${name}, , id = { 79 }, type = 1\n`).join('')}# ========\n#\n`
    const one = await fileOf(header('cpu-clock') + samples((i) => `w 29196 7561${i}.195704: `))
    expect(one.parts[0]?.kind).toBe('cpu')
    const two = await fileOf(header('cpu-clock', 'page-faults') + samples((i) => `w 29196 7561${i}.195704: `))
    expect(two.parts[0]?.kind).toBe(undefined)
  })

  it('may be the stacks: that is said, and not that nothing was recorded', async () => {
    const result = await read(
      'w 29196 75618.195704:    2004008  cpu-clock: \nw 29196 75618.197720:    2004008  cpu-clock: \n',
    )
    expect(!result.ok && explainLoadError(result.error)).toMatch(/no addresses and no stacks.*-F \+ip,sym,dso/)
  })

  it('takes no period for a thread whose name ends in a number, and reads a real one', async () => {
    const threads = samples((i) => `pool-1 thread ${i}   81${i} cpu-clock: `)
    expect(drawStacks((await fileOf(threads)).parts[0]!.profile).join()).toContain(
      '@pool-1 thread 0 main;spin samples=1',
    )
    const periods = samples(() => 'pool-1 thread 7   812    2004008 cpu-clock: ')
    expect(drawStacks((await fileOf(periods)).parts[0]!.profile).join()).toContain('main;spin cpu=8016032 samples=4')
  })

  it('is no reason to take other text for it: lines behind a tab without addresses of that width', async () => {
    const trace = 'Exception in thread "main"\n\tat com.acme.Shop.f(Shop.java:1)\n\tat add.face.Cafe.g(Shop.java:2)\n'
    expect((await read(`${trace}\n${trace}\n${trace}`)).ok).toBe(false)
  })
})

describe('times that are none', () => {
  const at = (times: readonly number[]): string =>
    times.map((time) => `w 7 ${time.toFixed(6)}:    2000000 cpu-clock: \n${spin}\n`).join('')
  it('`--deltatime` prints what lies between: no length is made of it', async () => {
    const apart = Array.from({ length: 20 }, (_, i) => (i === 0 ? 0 : 0.002 + (i % 3) / 1e5))
    expect((await fileOf(at(apart))).parts[0]!.profile.meta.durationMs).toBe(undefined)
    const clock = apart.map((_, i) => 100 + i * 0.002)
    expect((await fileOf(at(clock))).parts[0]!.profile.meta.durationMs).toBeCloseTo(38)
  })
})

describe('`perf record --off-cpu`', () => {
  it('gives the waits beside the CPU, in the nanoseconds that they lasted', async () => {
    const wait = frame('7f01', '__lll_lock_wait+0x1 (/usr/lib/libc.so.6)') + frame('2724a', 'main+0x1 (/srv/w)')
    const text =
      samples((i) => `w 7 10${i}.000000:    2004008 cpu-clock: `) +
      `w 7 107.000000:  700000000 offcpu-time: \n${wait}\n`
    const { parts } = await fileOf(text)
    expect(parts.map(({ kind }) => kind)).toEqual(['cpu', 'block'])
    expect(drawStacks(parts[1]!.profile)).toEqual(['@w main;__lll_lock_wait offcpu=700000000 samples=1'])
    expect(parts[0]!.profile.meta.notes.join()).not.toContain('left out')
    const alone = await fileOf(`w 7 107.000000:  700000000 offcpu-time: \n${wait}\n`)
    expect(alone.parts.map(({ kind }) => kind)).toEqual(['block'])
  })
})

describe('cycles by the names of other machines', () => {
  it.each(['armv8_pmuv3_0/cpu_cycles/', 'cycles/period=1000000/P', 'cpu_clk_unhalted.thread:u', 'cpu/cycles,ppp/u'])(
    '%s are CPU',
    async (event) => {
      const { parts } = await fileOf(samples((i) => `w 7 10${i}.000000:    2004008 ${event}: `))
      expect(parts[0]?.kind).toBe('cpu')
    },
  )
  it.each(['ref-cycles', 'armv8_pmuv3_0/l1d_cache/', 'cycle_activity.stalls_total'])('%s are not', async (event) => {
    const { parts } = await fileOf(samples((i) => `w 7 10${i}.000000:    2004008 ${event}: `))
    expect(parts[0]?.kind).toBe(undefined)
  })
})
