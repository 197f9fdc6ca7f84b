import { expect, test } from 'vitest'
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
