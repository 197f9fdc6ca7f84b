import { expect, test } from 'vitest'
import type { FunctionValue } from '../../core/analyst/functionQuestions.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import { valueText } from '../panes/FrameTip.tsx'
import { absenceWords, absentText } from './paneWords.ts'

const absent = (reason: ToldAbsence['reason']): ToldAbsence => ({
  state: 'absent',
  kind: 'lock',
  reason,
  text: '',
  next: { text: '' },
})

test('what a function costs in a view that failed is not said to be not recorded, and each way of not knowing has its own words', () => {
  const none: FunctionValue = { state: 'not-recorded' }
  expect(valueText(absent('failed'), none)).toBe('not read')
  expect(valueText(absent('off'), none)).toBe('switched off')
  expect(valueText(absent('none-possible'), none)).toBe('none possible')
  expect(valueText(absent('not-recorded'), none)).toBe('not recorded')
  const reasons = Object.keys(absenceWords) as ToldAbsence['reason'][]
  expect(new Set(reasons.map((reason) => absentText(absent(reason)))).size).toBe(reasons.length)
})
