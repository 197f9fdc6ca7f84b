import { describe, expect, it } from 'vitest'
import { tellHeadline } from '../analysis/words/headline.ts'
import { plainText } from '../diagnosis/words.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows } from './compare.ts'

const before = {
  'main;handle': 60,
  'main;handle;rank': 900,
  'main;handle;sign;sha': 1500,
  'main;handle;sign': 700,
  'main;parse;lex': 600,
  'main;parse': 800,
  'main;io;flush': 300,
  'main;io;crc': 200,
}
/** `rank` is compiled into `handle`. */
const inlined = { ...before, 'main;handle': 970, 'main;handle;rank': 0 }

const window = (paths: Readonly<Record<string, number>>) =>
  windowToCompare(drawnWindow({ from: 0, blockSeconds: 300, blocks: [{ '': paths }] }), false)
function compared(base: Readonly<Record<string, number>>, head: Readonly<Record<string, number>>) {
  const { comparison } = compareWindows(window(base), window(head), true)
  const { changes, headline } = comparison
  return {
    changes,
    told: plainText(tellHeadline(headline)),
    of: (name: string) => changes.find((one) => one.name === name),
  }
}

describe('a function that was compiled into its caller', () => {
  it('is gone, and its caller takes no more for it', () => {
    const { told, of } = compared(before, inlined)
    expect(told).toMatch(/^rank is no longer reached; handle does itself what it did, at no more cost/)
    expect(of('rank')).toMatchObject({ verdict: 'gone', switched: { at: 'handle', instead: ['handle'] } })
    expect(of('handle')?.explainedBy).toBe('rank')
  })

  it('and back again is no new work', () => {
    const { told, of } = compared(inlined, before)
    expect(of('rank')?.explainedBy).toBe('handle')
    expect(told).not.toMatch(/takes more|is new/)
  })

  it('does not stand before what became dearer beside it', () => {
    const { told } = compared(before, { ...inlined, 'main;handle;sign;sha': 4500 })
    expect(told).toMatch(/^sha takes more CPU/)
  })

  it('is no excuse for a caller that takes much more than it did', () => {
    const { told, of } = compared(before, { ...inlined, 'main;handle': 2900 })
    expect(of('handle')?.explainedBy).toBeUndefined()
    expect(told).toMatch(/^handle takes more CPU/)
  })
})

it('a function that only called others is not new where it works itself', () => {
  const { told, of } = compared({ ...before, 'main;handle': 0 }, { ...before, 'main;handle': 900 })
  expect(of('handle')?.verdict).toBe('grew')
  expect(told).toMatch(/^handle takes more CPU/)
  const { of: second } = compared(before, { ...before, 'main;audit': 900 })
  expect(second('audit')?.verdict).toBe('new')
})
