import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample } from '../../testing/samples.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'app.prof', maxInflatedBytes: 1e9 }
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

/** marshal.dumps of Python 3.11: main calls handle; both sleep, handle takes a lock. */
const written =
  '+6kD+hAvc3J2L3Nob3AvYXBwLnB56RQAAADaBG1haW4pBekBAAAAcgUAAADnAAAAAAAA4D/nAAAAAAAAEEB7MKkDcgIAAADpCAAAANoGaGFuZGxlKQXpBwAAAOkJAAAA5wAAAAAAAPQ/5wAAAAAAAAxAe3IBAAAAqQRyCwAAAHILAAAAcg0AAAByDgAAADCpA/oBfukAAAAA+hw8YnVpbHQtaW4gbWV0aG9kIHRpbWUuc2xlZXA+KQXpAwAAAHIUAAAA5wAAAAAAAPg/chUAAAB7cggAAACpBOkCAAAAchcAAADnAAAAAAAA8D9yGAAAAHIBAAAAqQRyBQAAAHIFAAAAcgYAAAByBgAAADCpA3IRAAAAchIAAAD6LDxtZXRob2QgJ2FjcXVpcmUnIG9mICdfdGhyZWFkLmxvY2snIG9iamVjdHM+KQVyBQAAAHIFAAAA5wAAAAAAAOg/chwAAAB7cggAAACpBHIFAAAAcgUAAAByHAAAAHIcAAAAMDA='
/** As version 0 has it, which counts the calls of a caller and has no references. */
const old =
  'eygDAAAAdRAAAAAvc3J2L3Nob3AvYXBwLnB5aQgAAAB1BgAAAGhhbmRsZSgFAAAAaQEAAABpAQAAAGYBMmYBMnsoAwAAAHUQAAAAL3Nydi9zaG9wL2FwcC5weWkUAAAAdQQAAABtYWluaQMAAAAwMA=='
/** With a complex number in it. */
const other =
  'e6kD+hAvc3J2L3Nob3AvYXBwLnB56QgAAADaBmhhbmRsZSkF6QEAAAByBAAAAOcAAAAAAAAAQHIFAAAAe6kDcgEAAADpFAAAANoEbWFpbvkAAAAAAAAAAAAAAAAAAPA/MDA='

describe('pstats', () => {
  it('is a ranking by own time, what is written in C below who called it, and no lock wait of 0', async () => {
    const read = await readFile(bytesOf(written), options)
    if (!read.ok) throw new Error(explainLoadError(read.error))
    const { format, parts } = read.value
    expect([format, parts.map(({ kind }) => kind)]).toEqual(['pstats', ['wall']])
    const { profile } = parts[0]!
    expect(drawStacks(profile)).toEqual([
      'app.main time=500000000',
      'app.handle time=1250000000',
      'app.handle;time.sleep time=1000000000',
      'app.main;time.sleep time=500000000',
      'app.handle;_thread.lock.acquire time=750000000',
    ])
    expect(profile.meta.traits).toEqual(['no-stacks', 'some-threads'])
    expect([...profile.frames.flags].every((flags) => flags === 0)).toBe(true)
  })

  it('recorded: what pstats itself says of it', async () => {
    const { profile } = (await parsedSample('pstats/cprofile.prof')).parts[0]!
    const seconds = drawStacks(profile).map((line) => Number(/time=(.*)$/.exec(line)?.[1]) / 1e9)
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0.374, 3)
    expect(drawStacks(profile).find((line) => line.startsWith('json.encoder.iterencode time='))).toMatch(/=309888451$/)
  })

  it('of an old version is read too, and of one with something else in it says what to do', async () => {
    const read = await readFile(bytesOf(old), options)
    expect(read.ok && drawStacks(read.value.parts[0]!.profile)).toEqual(['app.handle time=2000000000'])
    const refused = await readFile(bytesOf(other), options)
    expect(refused.ok ? 'read' : explainLoadError(refused.error)).toContain('py-spy record -f speedscope')
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    await expectSoundWhenDamaged(bytesOf(written), (bytes) => readFile(bytes, options), { everyBytes: 3, numRuns: 100 })
  })
})
