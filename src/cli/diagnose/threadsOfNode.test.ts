import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mulberry32 } from '../../core/base/random.ts'
import { diagnose } from './diagnose.ts'

/** Two seconds of one thread, `busy` of a hundred samples in `name`; `fromS` on the clock of the machine. */
function cpuProfile(fromS: number, busy: number, name: string, url: string): string {
  const node = (id: number, functionName: string, own: string): object => ({
    id,
    callFrame: { functionName, scriptId: '0', url: own, lineNumber: 3, columnNumber: 0 },
    ...(id === 1 ? { children: [2, 3] } : {}),
  })
  return JSON.stringify({
    nodes: [node(1, '(root)', ''), node(2, '(idle)', ''), node(3, name, url)],
    startTime: fromS * 1e6,
    endTime: (fromS + 2) * 1e6,
    samples: Array.from({ length: 100 }, (_, i) => (i < busy ? 3 : 2)),
    timeDeltas: Array.from({ length: 100 }, () => 20_000),
  })
}

describe('profiles of JavaScript threads', () => {
  let folder = ''
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  const cpuOf = async (...paths: readonly string[]) =>
    JSON.parse((await diagnose(['--json', '--cores', '2', ...paths])).stdout)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trifold-threads-'))
  })
  afterAll(async () => rm(folder, { recursive: true }))

  it('of workers that ran side by side are added up over the time that passed once', async () => {
    const paths = await Promise.all(
      [0, 1, 2, 3].map(async (i) => write(`w${i}.cpuprofile`, cpuProfile(100 + i / 10, 40, 'price', 'file:///w.js'))),
    )
    const { signals, diagnosis } = await cpuOf(...paths)
    // 4 × 0.8 s in 2.3 s of two cores.
    expect(signals.cpu_user_pct.value).toBeCloseTo((100 * 3.2) / 2.3 / 2, 0)
    expect(diagnosis.excluded).not.toContain('cpu-bound')
  })

  it('of one thread that were taken one after another are its mean', async () => {
    const paths = await Promise.all(
      [0, 1].map(async (i) => write(`m${i}.cpuprofile`, cpuProfile(100 + 10 * i, 40, 'price', 'file:///m.js'))),
    )
    const { signals, diagnosis } = await cpuOf(...paths)
    expect(signals.cpu_user_pct.value).toBeCloseTo(40, 0)
    expect(diagnosis.excluded).toContain('cpu-bound')
  })

  it.each([
    // A hundred samples, all but ten at work: of them none runs, and nothing is answered.
    [
      'spawnSync',
      'node:internal/child_process',
      /The event loop stands still 9\d % of the time .*The JavaScript thread is/,
    ],
    // A child process that nobody waits for stops nothing; nor does a function of the program that is called so.
    ['spawn', 'node:internal/child_process', /noise The event loop is 9\d % busy/],
  ])('tell a loop that waits for child processes from one that has nothing to do: %s', async (name, url, said) => {
    const main = await write(`c-${name}.cpuprofile`, cpuProfile(100, 90, name, url))
    const { stdout } = await diagnose([main])
    expect(stdout.replace(/\s+/g, ' ')).toMatch(said)
  })

  it('that hand ciphers to other threads do not bound the CPU of the process', async () => {
    const main = await write('p.cpuprofile', cpuProfile(100, 1, 'scrypt', 'node:internal/crypto/scrypt'))
    const { signals, diagnosis } = await cpuOf(main)
    expect(signals.cpu_user_pct).toMatchObject({ value: null, why: expect.stringMatching(/their CPU is not in it/) })
    expect(diagnosis.excluded).not.toContain('cpu-bound')
  })

  it('do not differ by one call that a run did not come back from for long; they do by as many samples of many calls', async () => {
    const run = (seed: number, isSlow: (at: number) => boolean): string => {
      const random = mulberry32(seed)
      const names = Array.from({ length: 20 }, (_, i) => `step${i}`)
      const node = (id: number, functionName: string): object => ({
        id,
        callFrame: { functionName, url: 'file:///s.js', lineNumber: id },
        ...(id === 1 ? { children: Array.from({ length: 22 }, (__, i) => i + 2) } : {}),
      })
      return JSON.stringify({
        nodes: [node(1, '(root)'), node(2, '(idle)'), node(3, 'slow'), ...names.map((name, i) => node(i + 4, name))],
        startTime: seed * 1e9,
        endTime: seed * 1e9 + 4e6,
        samples: Array.from({ length: 4000 }, (_, at) =>
          isSlow(at) ? 3 : random() < 0.5 ? 2 : 4 + Math.floor(20 * random()),
        ),
        timeDeltas: Array.from({ length: 4000 }, () => 1000),
      })
    }
    const base = await write(
      'base.cpuprofile',
      run(1, () => false),
    )
    const changesIn = async (name: string, isSlow: (at: number) => boolean): Promise<readonly string[]> => {
      const head = await write(`${name}.cpuprofile`, run(2, isSlow))
      const { stdout } = await diagnose(['--json', '--cores', '2', '--base', base, '--head', head], 'compare')
      return JSON.parse(stdout).changes.map((change: { readonly name: string }) => change.name)
    }
    expect(await changesIn('once', (at) => at >= 1000 && at < 1060)).toEqual([])
    expect(await changesIn('often', (at) => at % 67 === 0)).toEqual(['slow'])
  })

  it('of Python are seen many times where they are not let run: ten times as much of a little is no change there, twice of much is', async () => {
    const random = mulberry32(5)
    const raw = (ofSome: Readonly<Record<string, number>>, wander: number): string =>
      Object.entries({
        ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`step${i}`, 60 * (1 + (random() - 0.5) * wander)])),
        ...ofSome,
      })
        .map(([name, count]) => `main (app.py:1);${name} (app.py:${name.length}) ${Math.round(count)}`)
        .join('\n')
    const changesIn = async (name: string, texts: readonly [string, string]): Promise<readonly string[]> => {
      const [base = '', head = ''] = await Promise.all(texts.map(async (text, i) => write(`${name}${i}.raw.txt`, text)))
      const { stdout } = await diagnose(['--json', '--cores', '2', '--base', base, '--head', head], 'compare')
      return JSON.parse(stdout).changes.map((change: { readonly name: string }) => change.name)
    }
    const ofBoth = (base: number, head: number, wander: number): readonly [string, string] => [
      raw({ price: base }, wander),
      raw({ price: head }, wander),
    ]
    // How much the others differ tells which machine it was.
    expect(await changesIn('stuck', ofBoth(4, 45, 1))).toEqual([])
    expect(await changesIn('dear', ofBoth(300, 900, 1))).toEqual(['app.price'])
    expect(await changesIn('calm', ofBoth(4, 45, 0.4))).toEqual(['app.price'])
  })

  it('by the clock on the wall had at most the CPU that their loop was busy, and no lock', async () => {
    const path = new URL('../../../e2e/samples/pprof-node/wall-only.pb.gz', import.meta.url).pathname
    const { signals, diagnosis } = await cpuOf(path)
    // 0.56 s in 7.4 s of two cores.
    expect(signals.cpu_user_pct).toMatchObject({ value: null, highFrom: { id: 'event-loop-busy' } })
    expect(signals.cpu_user_pct.high).toBeGreaterThan((100 * 0.56) / 7.4 / 2)
    expect(signals.cpu_user_pct.high).toBeLessThan(8)
    expect(signals.lock_wait_pct).toMatchObject({ value: 0, high: 0 })
    expect(diagnosis.excluded.toSorted()).toEqual(['cascading-failure', 'contention-bound', 'cpu-bound'])
  })
})
