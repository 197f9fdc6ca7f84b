import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

type Counts = Readonly<Record<string, number>>
const usual: Counts = { serve: 2000, query: 3000, answer: 4000, render: 1000 }
const times = (counts: Counts, by: number): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Math.round(count * by)]))

/** A picture as py-spy draws it, of 20 seconds. */
function picture(switches: string, counts: Counts): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  let x = 0
  const boxes = Object.entries(counts).map(([name, count]) => {
    const box = `<g><title>${name} (app.py:1) (${count} samples, ${((100 * count) / total).toFixed(2)}%)</title><rect x="${x}" y="84" width="1" height="15" fg:x="${x}" fg:w="${count}"/></g>`
    x += count
    return box
  })
  return `<?xml version="1.0"?><svg version="1.1" width="1200" height="200" xmlns="http://www.w3.org/2000/svg" xmlns:fg="http://github.com/jonhoo/inferno"><text id="title">py-spy record -d 20 ${switches} -o x.svg --pid 1</text><svg id="frames" total_samples="${total}"><g><title>all (${total} samples, 100%)</title><rect x="0" y="100" width="100" height="15" fg:x="0" fg:w="${total}"/></g>${boxes.join('')}</svg></svg>`
}

describe('looks of a sampler, compared', () => {
  let folder = ''
  let files = 0
  const told = async (base: string, head: string): Promise<string> => {
    const paths = [join(folder, `${++files}.svg`), join(folder, `${++files}.svg`)]
    await Promise.all([writeFile(paths[0]!, base), writeFile(paths[1]!, head)])
    const { stdout } = await diagnose(['--base', paths[0]!, '--head', paths[1]!])
    return stdout.replaceAll(/\s+/g, ' ')
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trifold-looks-'))
  })
  afterAll(async () => rm(folder, { recursive: true }))

  it('that count who looks ready to run say whose they are, and not how much it was', async () => {
    expect(await told(picture('-r 100', usual), picture('-r 100', times(usual, 1.7)))).toMatch(
      /^No share changed\. Only shares were compared\./,
    )
    const other = { ...usual, render: 4000 }
    expect(await told(picture('-r 100', usual), picture('-r 100', other))).toMatch(
      /^app\.render takes a larger share in B: 10 % → 31 % of CPU/,
    )
  })

  it('at every thread are amounts of time at one rate, and shares where the rates differ', async () => {
    const rates = await told(picture('--idle -r 100', usual), picture('--idle -r 250', times(usual, 2.5)))
    expect(rates).toMatch(/^No share changed\. Only shares were compared\./)
    const more = await told(picture('--idle -r 100', usual), picture('--idle -r 100', { ...usual, render: 3000 }))
    expect(more).toMatch(/^app\.render takes more wall-clock time: 50\/s → 150\/s\./)
  })
})
