import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { Analyst } from './analyst.ts'

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).slice().buffer
/** Drawn as it is it ends in `dedlof.png`. */
const turned = 'cpu\u202egnp.folded'

describe('a file whose name turns text around', () => {
  it('stands in sentences with what it has in it visible, and so do its captures', async () => {
    const analyst = new Analyst()
    const loaded = await analyst.load({ bytes: bytesOf('main;work 5\n'), fileName: turned, hints: {} })
    if (!loaded.ok) throw new Error(explainLoadError(loaded.error))
    const captureIds = loaded.value.captures.map(({ id }) => id)
    const subject = { captureIds, window: { fromMs: 0, untilMs: 1000 }, settings: {} }
    const told = JSON.stringify([loaded.value.captures, await analyst.answer({ ask: 'analyse', subject })])
    expect(told).toContain('cpu⟨U+202E⟩gnp.folded')
    expect(told).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/)
  })

  it('is named so where it cannot be read, wherever the sentence is made', async () => {
    const refused = await new Analyst().load({ bytes: bytesOf('nothing of the kind'), fileName: turned, hints: {} })
    expect(refused.ok ? '' : explainLoadError(refused.error)).toMatch(/^cpu⟨U\+202E⟩gnp\.folded: /)
    const error = { code: 'refused', where: 'a\u2066b', what: 'c\u200bd', todo: 'look at e\u202ef' } as const
    expect(explainLoadError(error)).toBe('a⟨U+2066⟩b: c⟨U+200B⟩d. Look at e⟨U+202E⟩f.')
  })

  it('and one of plain letters of any language stays as it is', async () => {
    for (const fileName of ['профиль.folded', 'プロファイル.folded', 'café – 2.folded', 'ملف.folded']) {
      const loaded = await new Analyst().load({ bytes: bytesOf('main;work 5\n'), fileName, hints: {} })
      expect(loaded.ok && loaded.value.captures[0]?.file).toBe(fileName)
    }
  })
})
