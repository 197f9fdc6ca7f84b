import { describe, expect, it } from 'vitest'
import { drawTree } from '../testing/drawTree.ts'
import type { TreePart } from './buildCallTree.ts'
import { carriesLabel, labelsOf, onlyLabel } from './onlyLabel.ts'
import { ProfileBuilder } from './profileBuilder.ts'

function shop(): TreePart {
  const builder = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
  const rows = [
    ['pay', 6, '/checkout', 'worker-1'],
    ['list', 3, '/items', 'worker-1'],
    ['pay', 1, '/checkout', 'worker-2'],
  ] as const
  for (const [name, value, endpoint, thread] of rows) {
    const labelSet = builder.labelSet([
      { key: 'endpoint', value: endpoint },
      { key: 'service', value: 'shop' },
      { key: 'bytes', value: 48 },
    ])
    builder.sample(builder.stackFromRoot([builder.frame('main'), builder.frame(name)]), value, {
      labelSet,
      thread: builder.thread(thread, thread),
    })
  }
  return { profile: builder.finish({ format: 'test' }), column: 0 }
}

describe('part of the samples', () => {
  it('is the tree of one value of a label, or of one thread', () => {
    expect(drawTree(onlyLabel([shop()], 'nanoseconds', { key: 'endpoint', value: '/checkout' }))).toBe(
      'main 7 0\n  pay 7 7',
    )
    expect(drawTree(onlyLabel([shop()], 'nanoseconds', { key: 'thread', value: 'worker-1' }))).toBe(
      'main 9 0\n  pay 6 6\n  list 3 3',
    )
    expect(onlyLabel([shop()], 'nanoseconds', { key: 'endpoint', value: '/gone' }).total[0]).toBe(0)
  })

  it('is no part of a profile whose samples do not have the label at all; one without this value is an empty part', () => {
    const plain = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
    plain.sample(plain.stackFromRoot([plain.frame('main')]), 5)
    const heap: TreePart = { profile: plain.finish({ format: 'test' }), column: 0 }
    expect([carriesLabel([heap], 'endpoint'), carriesLabel([heap], 'thread')]).toEqual([false, false])
    expect([carriesLabel([heap, shop()], 'endpoint'), carriesLabel([shop()], 'thread')]).toEqual([true, true])
    expect([carriesLabel([shop()], 'service'), carriesLabel([shop()], 'pod')]).toEqual([true, false])
  })

  it('keeps what the view left out left out', () => {
    const part = { ...shop(), keepSample: (sample: number) => sample > 0 }
    expect(onlyLabel([part], 'nanoseconds', { key: 'endpoint', value: '/checkout' }).total[0]).toBe(1)
  })

  it('is offered for labels that divide the samples, with their shares; not for numbers, nor for what is always the same', () => {
    expect(labelsOf([shop()])).toEqual([
      {
        key: 'endpoint',
        values: [
          { value: '/checkout', share: 0.7 },
          { value: '/items', share: 0.3 },
        ],
      },
      {
        key: 'thread',
        values: [
          { value: 'worker-1', share: 0.9 },
          { value: 'worker-2', share: 0.1 },
        ],
      },
    ])
  })
})
