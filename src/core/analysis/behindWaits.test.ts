import { describe, expect, it, test } from 'vitest'
import type { LockWaits } from '../base/lockWaits.ts'
import { behindWaits, holderWords } from '../diagnosis/findings/holderFindings.ts'
import { plainText } from '../diagnosis/words.ts'
import { calm, contention, held, queue, told, wait } from '../testing/drawnWaits.ts'
import { evidenceOf } from '../testing/evidence.ts'

describe('who stands behind the wait', () => {
  const sentence = (lockWaits: LockWaits): string => plainText(told(contention(lockWaits)).sentence)

  it('is named where half of all waiting is explained', () => {
    expect(sentence(held(wait({})))).toBe(
      'Goroutines spend 80 % of wall time waiting for locks, most of it in a.io/tickets.Reserve, behind audit.Append, which waits for the disk, while CPU is 6.0 % busy.',
    )
  })

  it('is not named where less is, of one lock or of all of them', () => {
    expect(
      sentence(held(wait({ owner: { doing: [{ kind: 'disk', name: 'audit.Append', share: 0.4 }] } }))),
    ).not.toContain('behind')
    expect(sentence({ ...held(wait({})), restNs: 900e9 })).not.toContain('behind')
  })

  it('is only likely where the file does not say who held the lock', () => {
    expect(sentence(held(wait({ evidence: 'acquisition-order' })))).toContain(', likely behind audit.Append')
  })

  it('is the end of the chain where the holder waits for another lock itself', () => {
    const first = wait({ owner: { doing: [{ kind: 'lock', name: 'ledger.mu', share: 0.9 }] }, chain: [1, 2] })
    const second = wait({
      id: 2,
      waitNs: 10e9,
      waiters: [{ site: 'ledger.Post', ns: 10e9 }],
      owner: { doing: [{ kind: 'network', name: 'fx.Rate', share: 0.9 }] },
      chain: [2],
    })
    const story = told(contention(held(first, second)))
    expect(plainText(story.sentence)).toContain('behind fx.Rate, which waits for the network')
    expect(story.next).toBe('Move the call in fx.Rate out of the section that ledger.Post waits for.')
  })

  it('is not a global interpreter lock', () => {
    expect(behindWaits({ ...evidenceOf({}).profiles, lockWaits: held(wait({ how: 'gil' })) })).toBeUndefined()
  })

  test.each([
    ['disk', 'Buffer what f writes, or let it flush outside the lock that s waits for.'],
    ['network', 'Move the call in f out of the section that s waits for.'],
    ['cpu', 'Let f compute before the lock of s is taken, or split that lock.'],
    ['lock', 'Do not take f inside the lock that s waits for.'],
    ['condition', 'Let f wait without holding the lock of s.'],
    ['sleep', 'Do not sleep in f while it holds the lock of s.'],
    ['gc', 'Look at the collector first: the holder of the lock of s stands still for it.'],
    ['queue', 'Raise the CPU limit first: f holds the lock of s and queues for a CPU.'],
    ['handover', 'Raise the CPU limit first: the lock of s is free, and whose turn it is queues for a CPU.'],
    ['still', 'Take dumps with --native: they show what f waits for while it holds the lock of s.'],
  ] as const)('%s has an act of its own', (kind, text) => {
    expect(holderWords[kind].act('f', 's')).toBe(text)
  })
})

describe('what there is to win', () => {
  it('is a bound on time, and says what the CPU would then be', () => {
    const story = told(
      contention(undefined, { signals: { ...queue, lock_wait_pct: { value: 80, low: 78, high: 80 } } }),
    )
    expect(story.win).toBe(
      'Without these waits at most 80 % of the goroutines’ time would be free for work; working as they do now, the CPU would then be at most 30 % busy.',
    )
  })

  it('ends where the CPU is full', () => {
    const story = told(contention(undefined, { signals: { ...queue, cpu_user_pct: 14, lock_wait_pct: 94 } }))
    expect(story.win).toMatch(/free for work; the CPU, 14 % busy now, may be full before that\.$/)
  })

  it('is of the waits that were recorded where others are missing, and of no other verdict', () => {
    const story = told(
      contention(undefined, { signals: { ...queue, lock_wait_pct: { value: 80, low: 79, high: 81, bound: 'lower' } } }),
    )
    expect(story.win).toMatch(/^Without the waits recorded here/)
    expect(told({ signals: calm }).win).toBeUndefined()
  })
})
