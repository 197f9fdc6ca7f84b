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
      error: '--growth needs an amount per time such as 120MB/h or 2GB/d, not "120"',
    })
  })

  it('takes --base again as another run of base, each with the window that follows it', () => {
    const words = ['--base', 'a', '--base-window', 'calm', '--base', 'b', 'c', '--head', 'd', '--head-window=busy']
    expect(parseArguments(words)).toMatchObject({
      value: {
        paths: [],
        compare: {
          base: { paths: ['b', 'c'], others: [{ paths: ['a'], window: 'calm' }] },
          head: { paths: ['d'], window: 'busy' },
        },
      },
    })
  })

  it.each([
    [['--from', '2026-11-22T02:04:00Z', '--until', '2026-11-22T02:03:00Z', 'x'], '--from must be before --until'],
    [['--from', 'yesterday', '--until', '2026-11-22T02:03:00Z', 'x'], '--from needs a time such as'],
    [['--kind', '=cpu', 'x'], '--kind needs [FILE=]KIND'],
    [['--cores'], '--cores needs a value'],
    [['--redact', 'name', 'x'], '--redact takes names, paths, labels, hosts or all, not "name"'],
    [['--redact', 'paths', '--keep', 'main.', 'x'], '--keep goes with --redact names'],
    [['--base', 'a'], '--base and --head belong together'],
    [['--base', 'a', '--head', 'b', '--cpu', '400m'], '--cpu: a number typed is of one window'],
    [['--markdown=out.md', 'x'], '--markdown=FILE is about a comparison'],
    [['--fail-on', 'any', 'x'], '--fail-on is about a comparison: it needs --base and --head'],
    [['--pyroscope', 'http://store:4040', '--service', 'a', 'x'], 'a window of a store and PATHs'],
    [['--pyroscope', 'http://store:4040', '--service', 'a', '--fail-on', 'any'], 'it needs --base-window or --before'],
  ])('says what is wrong with %j', (words, said) => {
    const parsed = parseArguments(words, { env: {}, nowMs: 0 })
    expect(parsed).toMatchObject({ ok: false, error: expect.stringContaining(said) })
  })

  it('spells the times of a window of a store as links do, and takes no file for one', () => {
    const words = ['--pyroscope', 'http://store:4040', '--service', 'a', '--from', 'now-15m', '--to', 'now']
    expect(parseArguments(words, { env: {}, nowMs: 3_600_000 })).toMatchObject({
      value: { paths: [], store: { head: { window: { fromMs: 2_700_000, untilMs: 3_600_000 } } } },
    })
    expect(parseArguments(['--from', 'now-15m', '--until', 'now', 'x'])).toMatchObject({ ok: false })
  })
})
