import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writePprof } from '../../core/testing/pprofWriter.ts'
import { diagnose } from './diagnose.ts'

const folder = mkdtempSync(join(tmpdir(), 'same-time-'))
afterAll(() => rmSync(folder, { recursive: true }))

const second = 1_000_000_000
const startNs = Date.parse('2026-11-22T02:04:00+05:30') * 1e6

function saved(name: string, fromSecond: number, encode: number): string {
  const sample = (of: string, count: number) => ({ stack: ['main', of], values: [count, count * 10_000_000] })
  const path = join(folder, name)
  writeFileSync(
    path,
    writePprof({
      types: [
        ['samples', 'count'],
        ['cpu', 'nanoseconds'],
      ],
      periodType: ['cpu', 'nanoseconds'],
      period: 10_000_000,
      timeNanos: startNs + fromSecond * second,
      durationNanos: 60 * second,
      samples: [sample('encode', encode), sample('parse', 1000)],
    }),
  )
  return path
}

const compared = async (...words: readonly string[]): Promise<string> =>
  (await diagnose(['--json', ...words.flatMap((path, i) => [i === 0 ? '--base' : '--head', path])])).stdout

it('two processes that were profiled at once share no sample, and one file on both sides is all its samples', async () => {
  const [a, b] = [saved('a.pb', 0, 2000), saved('b.pb', 40, 3000)]
  const between = await compared(a, b)
  expect(between).toContain('"comparability"')
  expect(between).not.toContain('those samples are on both sides')
  const copy = join(folder, 'copy.pb')
  copyFileSync(a, copy)
  expect(await compared(a, copy)).toContain('A and B share 60 s: those samples are on both sides')
})

it('two windows of one recording that overlap share what they overlap in', async () => {
  const recording = join(import.meta.dirname, '../../../public/recordings/fast-path-a')
  const base = ['--base', recording, '--base-window', '2026-11-22T19:11:41+05:30..2026-11-22T19:13:11+05:30']
  const windows = (head: string) => diagnose(['--json', ...base, '--head', recording, '--head-window', head])
  const overlapping = await windows('2026-11-22T19:12:41+05:30..2026-11-22T19:14:11+05:30')
  expect(overlapping.stdout).toContain('A and B share 30 s: those samples are on both sides')
  const apart = await windows('2026-11-22T19:13:11+05:30..2026-11-22T19:14:41+05:30')
  expect(apart.stdout).toContain('"comparability"')
  expect(apart.stdout).not.toContain('those samples are on both sides')
})
