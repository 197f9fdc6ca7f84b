import { describe, expect, it } from 'vitest'
import type { GatherContext } from './gatherContext.ts'
import { withJavaOnly } from './javaOnly.ts'
import type { Views } from './windowProfiles.ts'

interface Drawn {
  readonly names?: readonly string[]
  readonly runtime?: string
  readonly merged?: boolean
  readonly allocMbPerSecond?: number
}

const java = ['java.lang.Thread.run', 'com/northwind/Export.fields', 'com.northwind.Export$$Lambda$25+0x7f97/114.run']

/** Ten seconds of a store's profiles. */
function isLower({ names = java, runtime = 'jvm', merged = true, allocMbPerSecond }: Drawn): boolean {
  const view = { state: 'measured', coveredSeconds: 10, cautions: [] }
  const views = {
    cpu: { ...view, tree: { names } },
    heap_alloc:
      allocMbPerSecond === undefined ? { state: 'absent' } : { ...view, total: allocMbPerSecond * 1e7, tree: {} },
  } as unknown as Views
  const context = { runtime, captures: [{ kind: 'cpu', hints: { merged } }] } as unknown as GatherContext
  const { cpu } = withJavaOnly(context, views)
  return cpu.state === 'measured' && cpu.cautions.some(({ id }) => id === 'java-code-only')
}

describe('CPU of a JVM in a store', () => {
  it('is a lower bound where only Java code was sampled and there may be a collector at work', () => {
    expect(isLower({ allocMbPerSecond: 831 })).toBe(true)
    expect(isLower({})).toBe(true)
  })
  it.each([
    ['a collector’s thread is in it', { names: [...java, 'GCTaskThread::run'] }],
    ['a call of C is in it', { names: [...java, '__GI___libc_write'] }],
    ['next to nothing is allocated: no collector hides', { allocMbPerSecond: 1.1 }],
    ['it is a file, whose format knows its recorder', { merged: false }],
    ['it is of another runtime', { runtime: 'go' }],
  ])('is what it is where %s', (_why, drawn) => {
    expect(isLower({ allocMbPerSecond: 831, ...drawn })).toBe(false)
  })
})
