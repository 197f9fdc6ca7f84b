import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from '../../profile/buildCallTree.ts'
import { topFunctions } from '../../profile/topTable.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'

const root = new URL('../../../../e2e/samples/', import.meta.url)
const oracles = ['pprof-go', 'pprof-node', 'pprof-rust', 'legacy'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, root))
    .filter((name) => name.endsWith('.raw.txt'))
    .map((name) => `${folder}/${name}`),
)

/** Sums per column of what `go tool pprof -raw` lists under "Samples:". */
function sumsOf(text: string): Readonly<Record<string, number>> {
  const lines = text.slice(text.indexOf('Samples:')).split('\n')
  const types = lines[1]!.trim().split(/\s+/)
  const sums = types.map(() => 0)
  for (const line of lines.slice(2)) {
    if (line.startsWith('Locations')) break
    const values = /^\s*(-?\d+(?:\s+-?\d+)*):/.exec(line)?.[1]?.split(/\s+/)
    for (const [column, value] of (values ?? []).entries()) sums[column]! += Number(value)
  }
  return Object.fromEntries(types.map((type, column) => [type.replace(/\/.*/, ''), sums[column]!]))
}

describe('recordings against go tool pprof -raw', () => {
  it.each(oracles)('%s: the sums of all columns', async (oracle) => {
    const stem = oracle.replace('.raw.txt', '')
    const folder = stem.slice(0, stem.indexOf('/'))
    const name = readdirSync(new URL(`${folder}/`, root)).find((file) => `${folder}/${file}`.startsWith(`${stem}.pb`))!
    const sums = sumsOf(readFileSync(new URL(oracle, root), 'utf8'))
    const { parts } = await parsedSample(`${folder}/${name}`)
    for (const [type, sum] of Object.entries(sums)) {
      const part = parts.find(({ profile }) => profile.valueTypes.some((one) => one.type === type))
      // The empty stacks that go tool pprof drops are few.
      expect(Math.abs(totalOf(part!, type) - sum), type).toBeLessThanOrEqual(folder === 'pprof-rust' ? 0 : sum * 0.05)
    }
  })
})

describe('pprof of Rust', () => {
  it('gives CPU of named threads, whole samples, as native code', async () => {
    const [part] = (await parsedSample('pprof-rust/cpu.pb')).parts
    expect(part).toMatchObject({ kind: 'cpu', covers: 'interval' })
    const labels = part!.profile.labelSets.flat().map(({ value }) => value)
    expect(labels).toEqual(expect.arrayContaining(['worker-0', 'worker-1']))
    const tree = buildCallTree(part!.profile, { column: 1, unit: 'nanoseconds' })
    const names = topFunctions(tree, { by: 'total', limit: 40 }).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['zoo::digest', 'zoo::render']))
    // Here the allocator is CPU time like any other.
    expect(part!.profile.strings.join()).toContain('_rjem_je_')
    const all = topFunctions(tree, { by: 'total', limit: 1e4 }).map(({ name }) => name)
    expect(all.some((name) => name.startsWith('_rjem_je_'))).toBe(true)
  })

  it('shows who holds memory, not the frames with which jemalloc looks', async () => {
    const [part] = (await parsedSample('pprof-rust/heap-2.pb.gz')).parts
    expect(part).toMatchObject({ kind: 'heap', covers: 'gauge' })
    const tree = buildCallTree(part!.profile, { column: 0, unit: 'bytes' })
    const leaves = topFunctions(tree, { by: 'self', limit: 20 }).map(({ name }) => name)
    expect(leaves.length).toBeGreaterThan(1)
    expect(leaves.join()).not.toMatch(/prof_|_rjem_|alloc::alloc::/)
  })
})
