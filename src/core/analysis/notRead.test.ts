import { expect, test } from 'vitest'
import type { TimeWindow } from '../base/units.ts'
import { plainText } from '../diagnosis/words.ts'
import { captureOf } from '../testing/captures.ts'
import { headlineText } from './words/verdict.ts'
import { tellAbsence } from './words/absences.ts'
import { analyse, storyOf } from './analyse.ts'

test('a profile that could not be read is not one that was not recorded, in the signals either', () => {
  const input = { captures: [], facts: [], window: { fromMs: 0, untilMs: 30_000 }, settings: {} }
  const recordedOf = (reason: 'failed' | 'outside-window' | 'not-recorded') => {
    const known = [
      {
        state: 'absent' as const,
        kind: 'cpu' as const,
        reason,
        text: 'pyroscope: no answer.',
        next: { text: 'Ask again.' },
      },
    ]
    const { cpu_user_pct: cpu } = storyOf(analyse(input, { known }), 'UTC').signals
    return cpu.state === 'absent' && [cpu.recorded, cpu.failed]
  }
  expect(recordedOf('failed')).toEqual([true, true])
  expect(recordedOf('outside-window')).toEqual([true, undefined])
  expect(recordedOf('not-recorded')).toEqual([undefined, undefined])
})

test('what is of another time is told with its day', () => {
  const why = { id: 'outside-window', taken: { fromMs: 86_400_000, untilMs: 86_430_000 } } as const
  const view = { state: 'absent', kind: 'cpu', reason: 'outside-window', why, next: { id: 'move-window' } } as const
  expect(tellAbsence(view, 'UTC').text).toBe(
    'The CPU profile has nothing in this window. It is of 1970-01-02 00:00:00–00:00:30 UTC.',
  )
})

test('a window without data leads with that, and with when there is some', () => {
  const capture = captureOf({ kind: 'cpu', from: 0, until: 60, text: 'main\n1000000000' })
  const taken = capture.window!
  const said = (window: TimeWindow): string => {
    const story = storyOf(analyse({ captures: [capture], facts: [], window, settings: {} }), 'UTC')
    return `${headlineText(story.diagnosis)}: ${plainText(story.sentence)} ${story.next}`
  }
  expect(said({ fromMs: taken.fromMs + 3_600_000, untilMs: taken.untilMs + 3_600_000 })).toMatch(
    /^No data in this window: Nothing was recorded in this window\. What there is, is of [\d-]+ [\d:]+–[\d:]+ UTC\. Move the window/,
  )
  // What cannot be cut was recorded all the same.
  expect(said({ fromMs: taken.fromMs + 20_000, untilMs: taken.fromMs + 21_000 })).toMatch(
    /^No data in this window: What was recorded of .* reach beyond this window, .* Widen the window to [\d:]+–[\d:]+ UTC\.$/,
  )
  expect(said(taken)).not.toContain('No data')
  // Of a service of which nothing was ever recorded, nothing is known.
  const none = storyOf(analyse({ captures: [], facts: [], window: taken, settings: {} }), 'UTC')
  expect(headlineText(none.diagnosis)).toBe('Cannot tell yet')
})
