import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const samples = join(import.meta.dirname, '../../../e2e/samples')
const work = mkdtempSync(join(tmpdir(), 'diagnose-counters-'))
afterAll(() => rmSync(work, { recursive: true }))

interface Answer {
  readonly window: { readonly seconds: number | null }
  readonly signals: Readonly<
    Record<string, { readonly value: number | null; readonly low?: number; readonly high?: number }>
  >
  readonly warnings: readonly string[]
}
const answerTo = async (...words: readonly string[]): Promise<Answer> => {
  const { code, stdout } = await diagnose(['--json', ...words])
  expect(code).toBe(0)
  return JSON.parse(stdout) as Answer
}
const written = (name: string, text: string, second: number): string => {
  const path = join(work, name)
  writeFileSync(path, text)
  const at = 1_800_000_000 + second
  utimesSync(path, at, at)
  return path
}

describe('diagnose of numbers alone', () => {
  it('takes a log on the clock of the world as the window, and measures the rate', async () => {
    const { window, signals } = await answerTo(join(samples, 'counters/jdk17-G1.log'))
    expect(window.seconds).toBeGreaterThan(5)
    expect(signals['alloc_rate_mb_s']?.value).toBeGreaterThan(35)
    expect(signals['alloc_rate_mb_s']?.value).toBeLessThan(47)
  })
  it('bounds, and does not measure, by a log on its own clock', async () => {
    const { window, signals, warnings } = await answerTo('--cores', '2', join(samples, 'counters/jdk17-plain.log'))
    expect(window.seconds).toBeNull()
    expect(signals['alloc_rate_mb_s']).toMatchObject({ value: null, low: expect.any(Number), high: expect.any(Number) })
    // 41 MB/s of arrays, by the program's own count, and what else the JVM allocates.
    expect(signals['alloc_rate_mb_s']?.low).toBeGreaterThan(39)
    expect(signals['alloc_rate_mb_s']?.high).toBeLessThan(48)
    expect(warnings.join()).toContain('does not say when')
  })
  it('makes a rate of two scrapes whose dates agree with their names, and says so', async () => {
    const scrape = (name: string, cpu: number, second: number): string =>
      written(name, `# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ${cpu}\n`, second)
    const files = [scrape('metrics-1.txt', 10, 0), scrape('metrics-2.txt', 40, 60)]
    const { signals, warnings } = await answerTo('--cores', '2', ...files)
    expect(signals['cpu_user_pct']).toMatchObject({ value: 25 })
    expect(warnings.join()).toContain('file’s date')
  })
  it('makes none of two scrapes that one copy wrote, unless the seconds between them are given', async () => {
    const scrape = (name: string, cpu: number): string =>
      written(name, `# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total ${cpu}\n`, 0)
    const files = [scrape('copied-1.txt', 10), scrape('copied-2.txt', 40)]
    expect((await answerTo('--cores', '2', ...files)).signals['cpu_user_pct']).not.toHaveProperty('low')
    const told = (await answerTo('--cores', '2', '--seconds', '60', ...files)).signals['cpu_user_pct']
    expect(told?.value).toBeNull()
    expect(told?.low).toBeCloseTo(25, 0)
  })
  it('orders two class histograms of jcmd by their dates: 60 MB more in a minute is growth, 2 MB are classes, and of jmap it is garbage', async () => {
    const table = (bytes: number): string =>
      ` num     #instances         #bytes  class name (module)\n-------\n   1:  1  ${bytes}  [B (java.base@17)\nTotal  1  ${bytes}\n`
    const slope = async (first: number, last: number, process = '12962:\n') => {
      const files = [
        written('histo-1.txt', `${process}${table(first)}`, 0),
        written('histo-2.txt', `${process}${table(last)}`, 60),
      ]
      return (await answerTo(...files)).signals['live_heap_slope_mb_h']
    }
    const leak = await slope(6e6, 66e6)
    expect(leak?.low).toBeGreaterThan(50)
    const healthy = await slope(1.6e6, 3.6e6)
    expect(healthy?.value ?? 0).toBe(0)
    expect(healthy?.low ?? 0).toBeLessThan(5)
    expect(await slope(6e6, 66e6, '')).not.toHaveProperty('low')
  })
  it('counts a profile once, with the list that was printed of it beside it', async () => {
    const cpu = join(samples, 'pprof-go/cpu.pb.gz')
    const alone = await answerTo('--cores', '2', cpu)
    const both = await answerTo('--cores', '2', cpu, join(samples, 'counters/pprof-top.txt'))
    expect(both.signals['cpu_alloc_pct']?.value).toBe(alone.signals['cpu_alloc_pct']?.value)
  })
  it('turns a picture in pixels away kindly', async () => {
    copyFileSync(join(samples, 'picture/inferno.svg'), join(work, 'flame.svg'))
    writeFileSync(
      join(work, 'flame.png'),
      Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    )
    const { code, stderr } = await diagnose([join(work, 'flame.png')])
    expect(code).toBe(2)
    expect(stderr).toContain('pixels')
  })
})
