import { expect, it } from 'vitest'
import { lengthProblem, lengths, stepFor } from './lengths.ts'

it('every offered length has a step that fits into it', () => {
  for (const { seconds } of lengths) expect(lengthProblem(seconds, stepFor(seconds))).toBeUndefined()
})

it.each([
  [Number.NaN, 10, 'The length is whole seconds, 2 to 600.'],
  [601, 1, 'The length is whole seconds, 2 to 600.'],
  [60, 0, 'A step is whole seconds, at least 1.'],
  [10, 20, 'A step cannot be longer than the recording.'],
  [60, 7, 'The length must be a multiple of the step: 7 s do not fit.'],
])('%s s in steps of %s s is refused with a sentence', (seconds, step, sentence) => {
  expect(lengthProblem(seconds, step)).toBe(sentence)
})
