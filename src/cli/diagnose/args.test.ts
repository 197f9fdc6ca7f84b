import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'
import { parseArguments } from './args.ts'

const work = mkdtempSync(join(tmpdir(), 'diagnose-'))
afterAll(() => rmSync(work, { recursive: true }))

describe('what cannot be read', () => {
  it.each([
    ['a missing file', [join(work, 'nowhere.pb.gz')]],
    ['an empty file', ['empty']],
    ['text that is no profile', ['letter']],
    ['no path', []],
    ['an unknown option', ['--speed', 'x']],
    ['half a window', ['--from', '2026-11-22T02:04:00+05:30', 'x']],
    ['cores of nothing', ['--cores', '0', 'x']],
  ])('ends with 2 and one line for %s', async (_, words) => {
    writeFileSync(join(work, 'empty'), '')
    writeFileSync(join(work, 'letter'), 'Dear Sir or Madam,\nwe write to you about profiles.\n')
    const { code, stdout, stderr } = await diagnose(
      words.map((word) => (['empty', 'letter'].includes(word) ? join(work, word) : word)),
    )
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr.trim().length).toBeGreaterThan(20)
  })
})

describe('parseArguments', () => {
  it('takes values after a space or an equals sign, and paths after --', () => {
    expect(parseArguments(['--cores=4', '--json', '--threads', '64', '--', '--odd'])).toEqual({
      ok: true,
      value: { json: true, kinds: [], cores: 4, threads: 64, paths: ['--odd'] },
    })
  })

  it('gives paths after -- to the side begun last', () => {
    expect(parseArguments(['--base', 'a', '--head', 'b', '--', '--odd'])).toMatchObject({
      value: { compare: { base: { paths: ['a'] }, head: { paths: ['b', '--odd'] } } },
    })
  })

  it('takes numbers that people know, negative growth too, and refuses what is none with an example', () => {
    const words = ['--cpu', '400m', '--growth', '-5MB/h', '--alloc=30MB/s', '--rss', '8GB', '--limit', '4GB', 'x']
    expect(parseArguments(words)).toMatchObject({
      value: {
        paths: ['x'],
        typed: { cpu: { value: 0.4 }, growth: { value: -5e6 }, alloc: { value: 30e6 }, rss: { value: 8e9 } },
      },
    })
    expect(parseArguments(['--growth', '120', 'x'])).toEqual({
      ok: false,
      message: '--growth needs an amount per time such as 120MB/h or 2GB/d, not "120"',
    })
  })
})
