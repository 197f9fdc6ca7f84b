import { describe, expect, it } from 'vitest'
import { captureOf } from '../testing/captures.ts'
import { delay, gather, view } from '../testing/gathered.ts'
import { tellCaution } from './words/cautions.ts'
import { recordHolders } from './words/holders.ts'

const goLock = (kind: 'lock' | 'block', leaf: string): Parameters<typeof captureOf>[0] => ({
  kind,
  from: 0,
  until: 60,
  valueType: delay,
  runtime: 'go',
  text: `main\nshop.Reserve\nsync.(*Mutex).${leaf}\n9000000000`,
})
const cautionsOf = (...captures: readonly ReturnType<typeof goLock>[]): string =>
  view(gather(captures.map(captureOf)), 'lock')
    .cautions.map((caution) => tellCaution(caution, 'UTC'))
    .join(' ')

describe('a lock of which one side was recorded', () => {
  it('says how to record who waits, where only the holders are there', () => {
    expect(cautionsOf(goLock('lock', 'Unlock'))).toMatch(/not who waits.*record the block profile.*SetBlockProfileRate/)
  })

  it('says how to record who holds, where only the waiters are there', () => {
    expect(cautionsOf(goLock('block', 'Lock'))).toMatch(/not who holds the lock/)
    expect(recordHolders.go.text).toMatch(/mutex profile beside the block profile.*SetMutexProfileFraction/)
    expect(recordHolders.go.command).toContain('/debug/pprof/mutex?seconds=30')
  })

  it('asks for nothing where both are there', () => {
    expect(cautionsOf(goLock('lock', 'Unlock'), goLock('block', 'Lock'))).not.toMatch(
      /record the block profile|not who holds/,
    )
  })
})
