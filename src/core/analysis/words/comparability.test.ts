import { expect, test } from 'vitest'
import { tellComparability } from './comparability.ts'

const few = { level: 'warning', id: 'few-samples', kind: 'lock' } as const

test('a side with nothing is not one with too few samples, and no longer window is asked for', () => {
  expect(tellComparability({ ...few, samples: 0, side: 'A' }, 'UTC')).toMatchObject({
    text: 'lock: nothing in A, so all of it is new in B',
    fix: '',
  })
  expect(tellComparability({ ...few, samples: 0, side: 'B' }, 'UTC').text).toBe(
    'lock: nothing in B, so all of it is gone in B',
  )
  expect(tellComparability({ ...few, samples: 1, side: 'A' }, 'UTC')).toMatchObject({
    text: 'lock: 1 sample in A, too few for anything but the largest changes',
    fix: 'choose a longer window',
  })
})
