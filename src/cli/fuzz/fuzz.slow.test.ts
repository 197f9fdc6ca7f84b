/** The short run: a few inputs for every part, always the same ones, and everything that ever failed. */
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { askedParts } from './askedParts.ts'
import { fileParts } from './fileParts.ts'
import { inputOf, problemOf, smallest } from './run.ts'
import { textParts } from './textParts.ts'
import { waitParts } from './waitParts.ts'
import { bytesOf, outcome, textOf, type Part } from './part.ts'

const parts = [...fileParts, ...textParts, ...askedParts, ...waitParts]
const found = new URL('found/', import.meta.url)

describe('hostile inputs made from good ones', () => {
  it.each(parts)('$name: a value or a sentence, in bounded time, and no figure that is none', async (part) => {
    const seeds = await part.seeds()
    expect(seeds.length).toBeGreaterThan(0)
    // What they are made from is taken.
    for (const seed of seeds.slice(0, 3)) expect((await problemOf(part, seed)).problem).toBeUndefined()
    for (let turn = 1; turn <= 30; turn++) {
      const { problem } = await problemOf(part, inputOf(seeds, 2026, turn))
      expect(problem, `turn ${turn}`).toBeUndefined()
    }
  })

  it('are the same in every run', async () => {
    const seeds = [bytesOf('{"a":1,"b":[2,3]}'), bytesOf('x 1\ny 2\n')]
    const run = (): string[] => Array.from({ length: 50 }, (_, turn) => textOf(inputOf(seeds, 7, turn)))
    expect(run()).toEqual(run())
    expect(new Set(run()).size).toBeGreaterThan(25)
  })
})

describe('what failed once', () => {
  const kept = readdirSync(found).filter((name) => name.endsWith('.input'))
  it('is kept', () => expect(kept.length).toBeGreaterThan(0))
  it.each(kept)('%s is settled', async (name) => {
    const part = parts.find((one) => name.startsWith(`${one.name.replaceAll(' ', '-')}.`))
    if (!part) throw new Error('an input of no part')
    const bytes = new Uint8Array(readFileSync(new URL(name, found)))
    expect((await problemOf(part, bytes)).problem).toBeUndefined()
  })
})

describe('the fuzzer itself', () => {
  const needle: Part = {
    name: 'needle',
    seeds: async () => [bytesOf('hay')],
    run: async (input) => outcome(true, textOf(input).includes('needle') ? 'found 1 needle' : undefined),
  }

  it('makes what fails small', async () => {
    const input = bytesOf(`${'hay '.repeat(300)}needle${' hay'.repeat(300)}`)
    const { problem } = await problemOf(needle, input)
    expect(textOf(await smallest(needle, input, problem ?? ''))).toBe('needle')
  })

  it('sees an exception, a figure that is none and work that does not end soon', async () => {
    const failing = (run: Part['run']): Promise<string | undefined> =>
      problemOf({ ...needle, run }, bytesOf(''), 20).then(({ problem }) => problem)
    expect(await failing(() => Promise.reject(new TypeError('broken')))).toContain('threw TypeError: broken')
    expect(
      await failing(async () => {
        // Of CPU, not of time that passes: on a busy machine this process waits, too.
        const before = process.cpuUsage()
        let sum = 0
        while (process.cpuUsage(before).user < 100_000) for (let i = 0; i < 1e6; i++) sum = Math.imul(sum + i, 31)
        return { accepted: true }
      }),
    ).toMatch(/took \d+ ms of CPU/)
  })
})

describe('bombs', () => {
  const readers = fileParts[0]
  const read = (input: Uint8Array): ReturnType<typeof problemOf> => {
    if (!readers) throw new Error('there are no readers')
    return problemOf(readers, input)
  }

  it('of many gzip members, each of nothing or of a little, end soon', async () => {
    const empty = gzipSync('')
    const little = gzipSync('a;b 1\n')
    for (const member of [empty, little]) {
      const { problem } = await read(new Uint8Array(Buffer.concat(Array.from({ length: 20_000 }, () => member))))
      expect(problem).toBeUndefined()
    }
  })

  it('of many gzip members that are large together are refused', async () => {
    const member = gzipSync(Buffer.alloc(1_000_000))
    const { problem, accepted } = await read(new Uint8Array(Buffer.concat(Array.from({ length: 1000 }, () => member))))
    expect([problem, accepted]).toEqual([undefined, false])
  })

  it('of a gzip that holds far more than it is are refused', async () => {
    const line = `${'main;serve;parse;'.repeat(8)}utf8 1\n`
    const { problem, accepted } = await read(new Uint8Array(gzipSync(line.repeat(200_000))))
    expect([problem, accepted]).toEqual([undefined, false])
  })
})
