import { describe, expect, it } from 'vitest'
import type { Runtime } from '../../base/vocabulary.ts'
import { tellLack } from './lacks.ts'

const dumps = (runtime: Runtime | undefined, namesOnly: boolean): string =>
  tellLack(
    {
      id: 'too-few-looks',
      looks: 3,
      namesOnly,
      waiting: 6,
      counted: 7,
      parked: 0,
      word: 'threads',
      ...(runtime === undefined ? {} : { runtime }),
    },
    'UTC',
  ).next

describe('what more to record, where dumps do not say of every thread what it waits for', () => {
  it('is what the runtime has for it', () => {
    expect(dumps('cpython', true)).toBe('Take dumps with --native, five or more.')
    expect(dumps('dotnet', true)).toMatch(/^Record a trace: dotnet-trace collect .* from \.NET 8 on who has it\.$/)
    expect(dumps('jvm', true)).toMatch(/jcmd PID Thread\.print -l for platform threads/)
  })

  it('is only more of them, where they say it of every thread', () => {
    expect(dumps('dotnet', false)).toBe('Take five dumps or more, some seconds apart.')
  })
})
