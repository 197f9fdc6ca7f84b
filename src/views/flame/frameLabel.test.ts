import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LabelWish, fitLabel } from './frameLabel.ts'

/** Six pixels a character, seven when bold. */
const measure = (text: string, bold: boolean): number => Array.from(text).length * (bold ? 7 : 6)
const wish = (over: Partial<LabelWish> = {}): LabelWish => ({
  name: 'payments.views.authorise',
  value: '19.9 s',
  valuePx: 36,
  bold: false,
  suffix: '',
  ...over,
})

describe('fitLabel', () => {
  it('takes the first that fits, from name and value down to nothing', () => {
    const at = (widthPx: number): string => {
      const { text, value } = fitLabel(wish(), widthPx, measure)
      return value === '' ? text : `${text} | ${value}`
    }
    expect(at(200)).toBe('payments.views.authorise | 19.9 s')
    expect(at(199)).toBe('payments.views.authorise')
    expect(at(154)).toBe('payments.views.authorise')
    expect(at(153)).toBe('views.authorise')
    expect(at(99)).toBe('authorise')
    expect(at(63)).toBe('authori…')
    expect(at(48)).toBe('autho…')
    expect(at(47)).toBe('')
  })

  it('shows a short last segment below 48 px when it fits whole', () => {
    expect(fitLabel(wish({ name: 'cache.get' }), 30, measure).text).toBe('get')
  })

  it('measures own code with its bold weight', () => {
    expect(fitLabel(wish(), 154, measure).text).toBe('payments.views.authorise')
    expect(fitLabel(wish({ bold: true }), 154, measure).text).toBe('views.authorise')
  })

  it('drops the note about folding before it cuts the name', () => {
    const folded = wish({ suffix: '⋯ 3 folded', value: '' })
    expect(fitLabel(folded, 300, measure).text).toBe('payments.views.authorise ⋯ 3 folded')
    expect(fitLabel(folded, 180, measure).text).toBe('payments.views.authorise')
  })

  it('keeps a mark before whatever is left of the name', () => {
    const marked = wish({ prefix: '■' })
    expect(fitLabel(marked, 120, measure).text).toBe('■ views.authorise')
    expect(fitLabel(marked, 16, measure).text).toBe('■')
  })

  it('never gives more than fits', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        fc.integer({ min: 0, max: 900 }),
        fc.boolean(),
        (name, widthPx, bold) => {
          const label = fitLabel(wish({ name, bold }), widthPx, measure)
          const valuePx = label.value === '' ? 0 : 10 + 36
          if (label.text !== '') expect(measure(label.text, bold) + valuePx).toBeLessThanOrEqual(widthPx - 10)
        },
      ),
    )
  })
})
