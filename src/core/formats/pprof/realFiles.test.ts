/**
 * Files a Go 1.26 service served (the orderbook workload), against what `go tool pprof -top` printed of them:
 *   go tool pprof -top -nodecount=100000 -nodefraction=0 -edgefraction=0 -sample_index=… -unit=… FILE
 */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildCallTree, buildCallTreeOfMany } from '../../profile/buildCallTree.ts'
import { findValueColumn } from '../../profile/profile.ts'
import { recoverSampleCounts } from '../../profile/sampleCounts.ts'
import { topFunctions } from '../../profile/topTable.ts'
import { readFile } from '../readFile.ts'
import type { ParsedPart } from '../parsedFile.ts'

const folder = new URL('fixtures/', import.meta.url)

async function readPart(name: string): Promise<ParsedPart> {
  const result = await readFile(readFileSync(new URL(name, folder)), { fileName: name, maxInflatedBytes: 1e8 })
  if (!result.ok) throw new Error(result.error.what)
  expect(result.value.parts).toHaveLength(1)
  return result.value.parts[0]!
}

/** name → [flat, cumulative] of a `-top` listing. */
function readOracle(file: string): Map<string, readonly [number, number]> {
  const rows = new Map<string, readonly [number, number]>()
  const amount = (text: string): number => Number(text.replace(/(ns|B)$/, ''))
  for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
    const match = /^\s*(-?\d+\w*)\s+\S+%\s+\S+%\s+(-?\d+\w*)\s+\S+%\s+(.+?)( \((?:partial-)?inline\))?$/.exec(line)
    if (match) rows.set(match[3]!, [amount(match[1]!), amount(match[2]!)])
  }
  return rows
}

describe('real files of a Go service', () => {
  const oracles = readdirSync(folder).filter((name) => name.endsWith('.top.txt'))

  it.each(oracles)('%s: every function has the numbers go tool pprof gives it', async (oracle) => {
    const [file, type] = oracle.split('.')
    const { profile } = await readPart(`${file}.pb.gz`)
    const tree = buildCallTree(profile, { column: findValueColumn(profile, type!), unit: 'count' })
    const ours = new Map(
      topFunctions(tree, { by: 'total', limit: 1e6 }).map((row) => [row.name, [row.self, row.total] as const]),
    )
    const theirs = readOracle(oracle)
    expect(theirs.size).toBeGreaterThan(2)
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs))
  })

  it('knows what each of them is, what it covers and when', async () => {
    const said = async (name: string): Promise<string> => {
      const { kind, covers, window, profile } = await readPart(name)
      const seconds = window ? ` ${((window.untilMs - window.fromMs) / 1000).toFixed(0)} s` : ''
      return `${kind} ${covers}${seconds} ${profile.meta.runtime} ${profile.meta.emitter}`
    }
    expect(await said('cpu.pb.gz')).toBe('cpu interval 14 s go go')
    expect(await said('heap.pb.gz')).toBe('heap cumulative 0 s go go')
    expect(await said('mutex.pb.gz')).toBe('lock cumulative 0 s go go')
    expect(await said('block.pb.gz')).toBe('block cumulative 0 s go go')
    expect(await said('goroutine.pb.gz')).toBe('goroutines gauge 0 s go go')
  })

  it('keeps the goroutine that has no stack, apart', async () => {
    const { profile } = await readPart('goroutine.pb.gz')
    const built = buildCallTreeOfMany([{ profile, column: 0 }], { unit: 'count' })
    expect([built.tree.total[0], built.withoutFrames]).toEqual([101, 1])
  })

  it('recovers the sampled objects of a heap as whole numbers', async () => {
    const { profile } = await readPart('heap.pb.gz')
    const { period } = profile.meta
    expect(period).toBe(524288)
    const column = findValueColumn(profile, 'alloc_space')
    const sizes = profile.labelSets.map((set) => Number(set.find((label) => label.key === 'bytes')?.value))
    profile.samples.values[column]!.forEach((bytes, row) => {
      const size = sizes[profile.samples.labelSet![row]!]!
      const exact = (bytes * -Math.expm1(-size / period!)) / size
      expect(Math.abs(exact - Math.round(exact))).toBeLessThan(0.05)
    })
    const counts = recoverSampleCounts(profile, column)
    expect([counts.source, counts.testable]).toEqual(['object-sizes', true])
  })

  it('recovers events of the mutex profile and refuses to for the block profile', async () => {
    const mutex = await readPart('mutex.pb.gz')
    const counts = recoverSampleCounts(mutex.profile, 1)
    expect(counts.source).toBe('contentions')
    const contentions = mutex.profile.samples.values[0]!
    const unit = contentions[0]! / counts.counts[0]!
    expect(unit).toBeGreaterThan(1)
    contentions.forEach((value, row) => expect(value).toBe(counts.counts[row]! * unit))
    const block = await readPart('block.pb.gz')
    expect(recoverSampleCounts(block.profile, 1)).toMatchObject({ source: 'scaled-contentions', testable: false })
  })
})
