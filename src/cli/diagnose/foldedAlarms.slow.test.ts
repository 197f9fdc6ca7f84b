import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { foldedRun, type FoldedWeight, foldedWeights, programOf } from '../../core/testing/foldedRuns.ts'
import { diagnose } from './diagnose.ts'

const folder = mkdtempSync(join(tmpdir(), 'trifold-folded-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(import.meta.dirname, '../../../e2e/samples/folded/async-cpu.collapsed.txt')
const program = new Map([...programOf(readFileSync(file, 'utf8')), ['main;planted.Function', 20]])

async function compared(weight: FoldedWeight, pair: number, factor: number) {
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const about = { samples: 20_000, weight }
  const a = write('a.folded', foldedRun(program, { ...about, seed: 2 * pair }))
  const b = write(
    'b.folded',
    foldedRun(program, { ...about, seed: 2 * pair + 1, dearer: { name: 'planted.Function', factor } }),
  )
  const { stdout } = await diagnose(['--json', '--kind', 'cpu', '--seconds', '60', '--base', a, '--head', b], 'compare')
  const { changes, unchanged } = JSON.parse(stdout)
  return { listed: changes.map(({ name }: { name: string }) => name), tested: unchanged.tested > 0 }
}

const weights = Object.keys(foldedWeights) as FoldedWeight[]
const counted: readonly FoldedWeight[] = ['counts', 'nanoseconds at 100 Hz', 'microseconds at 1 kHz']
const pairs = 20
/** Where no count is known nothing is tested, whatever the numbers are. */
const pairsUntested = 4

describe('a comparison of two folded runs of one program, whatever stands behind their stacks', () => {
  it.each(weights)('lists a change in at most one of twenty pairs: %s', async (weight) => {
    let alarms = 0
    const drawn = counted.includes(weight) ? pairs : pairsUntested
    for (let pair = 0; pair < drawn; pair++) if ((await compared(weight, pair, 1)).listed.length > 0) alarms++
    expect(alarms).toBeLessThanOrEqual(1)
  })

  it.each(weights)(
    'finds what takes twice as long where counts are known, and else says that nothing is tested: %s',
    async (weight) => {
      const { listed, tested } = await compared(weight, 0, 2)
      expect(tested).toBe(counted.includes(weight))
      expect(listed.slice(0, 1)).toEqual(counted.includes(weight) ? ['planted.Function'] : [])
    },
  )
})
