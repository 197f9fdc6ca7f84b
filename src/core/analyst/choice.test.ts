import { describe, expect, it } from 'vitest'
import { keyOfChoice } from '../base/hash.ts'
import { writeOtlp, type WrittenResource } from '../testing/otlpWriter.ts'
import { readFile } from '../formats/readFile.ts'
import { capturesOf } from './captureOf.ts'
import { summaryOf } from './summary.ts'

const resource = (name: string, events: number): WrittenResource => ({
  attributes: { 'service.name': name },
  profiles: [
    {
      type: ['samples', 'count'],
      period: ['cpu', 'nanoseconds', 50_000_000],
      duration: 1e9,
      samples: [{ stack: [`${name}.work`], at: Array.from({ length: events }, (_, i) => i) }],
    },
  ],
})

async function summaries(of?: string) {
  const bytes = writeOtlp([resource('shop', 2), resource('search', 9)])
  const parsed = await readFile(bytes, { fileName: 'host.pb', maxInflatedBytes: 1e8 })
  if (!parsed.ok) throw new Error(parsed.error.what)
  const hints = of === undefined ? {} : { of: keyOfChoice(of) }
  return capturesOf({ hash: 'h', fileName: 'host.pb', hints, parsed: parsed.value }).map(summaryOf)
}

describe('a file of a whole machine', () => {
  it('is about its busiest service until another is chosen, and lists them all', async () => {
    const [busiest, ...more] = await summaries()
    expect([more, busiest?.samples, busiest?.choice?.key]).toEqual([[], 9, keyOfChoice('search')])
    expect(busiest?.choice?.of.map(({ title }) => title)).toEqual(['search', 'shop'])
    const [chosen] = await summaries('shop')
    expect([chosen?.samples, chosen?.choice?.key]).toEqual([2, keyOfChoice('shop')])
    expect(chosen?.id).not.toBe(busiest?.id)
  })

  it('that does not have the service a link names shows the busiest', async () => {
    expect((await summaries('gone')).map(({ samples }) => samples)).toEqual([9])
  })
})
