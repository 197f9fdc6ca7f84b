import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonRows } from './jsonRows.ts'

async function rowsOf(text: string, key = 'rows'): Promise<unknown[]> {
  const all: unknown[] = []
  for await (const slice of jsonRows(new TextEncoder().encode(text).buffer, key)) all.push(...slice)
  return all
}

const row = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true })

it('gives the same rows as JSON.parse, whatever is in them and around them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row),
      fc.jsonValue(),
      fc.jsonValue(),
      fc.constantFrom(0, 2),
      async (rows, a, b, indent) => {
        const text = JSON.stringify({ a, rows, b }, undefined, indent)
        expect(await rowsOf(text)).toEqual((JSON.parse(text) as { rows: unknown[] }).rows)
      },
    ),
  )
})

it('looks for its list at the top only', async () => {
  expect(await rowsOf('{"inner":{"rows":[{"a":1}]},"rows":[{"b":2}]}')).toEqual([{ b: 2 }])
  expect(await rowsOf('{"x":"rows","y":[{"a":1}]}')).toEqual([])
  expect(await rowsOf('{}')).toEqual([])
})

it('takes long lists in slices and lets other work run in between', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({ name: `service-${i}`, value: 'x'.repeat(20) }))
  const bytes = new TextEncoder().encode(JSON.stringify({ rows })).buffer
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  const sizes: number[] = []
  for await (const slice of jsonRows(bytes, 'rows')) sizes.push(slice.length)
  clearInterval(timer)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20_000)
  expect(Math.max(...sizes)).toBeLessThan(4000)
  expect(turns).toBeGreaterThan(3)
})

it('refuses what ends early', async () => {
  await expect(rowsOf('{"rows":[{"a":1}')).rejects.toThrow(SyntaxError)
  await expect(rowsOf('')).rejects.toThrow(SyntaxError)
  await expect(rowsOf('{"rows":[{"a":}]}')).rejects.toThrow(SyntaxError)
})
