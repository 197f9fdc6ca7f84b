import { expect, test } from 'vitest'
import { analyse, storyOf } from './analyse.ts'

test('a profile that could not be read is not one that was not recorded, in the signals either', () => {
  const input = { captures: [], facts: [], window: { fromMs: 0, untilMs: 30_000 }, settings: {} }
  const recordedOf = (reason: 'failed' | 'not-recorded') => {
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
    return cpu.state === 'absent' && cpu.recorded
  }
  expect(recordedOf('failed')).toBe(true)
  expect(recordedOf('not-recorded')).toBeUndefined()
})
