import { describe, expect, it } from 'vitest'
import type { LookThread, ThreadLook } from '../base/looks.ts'
import { lookOf } from '../testing/drawnLooks.ts'
import { unnamedLines } from './unnamedLines.ts'

const own = ({ threads }: ThreadLook): readonly LookThread[] => threads

const at = (place: string, ...names: readonly string[]): string[] => names.map((name) => `${name}: unknown @ ${place}`)
const holder = 'w9: unknown @ Book.send:30 < Book.post:22'

/** `post:17 × 3 > send =`: three threads at the line, one further on, the same in all looks. */
function drawn(looks: readonly (readonly string[])[], more: Partial<ThreadLook> = {}): readonly string[] {
  const found = unnamedLines(
    looks.map((texts) => lookOf(texts, { sees: 'names', ...more })),
    own,
  )
  return found.map(
    ({ name, line, threads, ahead, areSame }) =>
      `${name}:${line} × ${threads}${ahead === undefined ? '' : ` > ${ahead}`}${areSame ? ' =' : ''}`,
  )
}

describe('lines at which threads stand and nothing says for what', () => {
  const queue = at('Book.post:17', 'w1', 'w2', 'w3')

  it.each([
    ['a queue, and one further on', [[...queue, holder]], ['Book.post:17 × 3 > Book.send']],
    ['nobody further on', [queue, queue], ['Book.post:17 × 3 =']],
    [
      'two further on are no holder',
      [[...queue, holder, holder.replace('w9', 'w8')]],
      ['Book.post:17 × 3', 'Book.send:30 × 2'],
    ],
    ['others in the next look', [queue, at('Book.post:17', 'w1', 'w2', 'w9')], ['Book.post:17 × 3']],
    ['one that moved on in the next look', [queue, at('Book.post:17', 'w1')], []],
    ['a thread alone', [at('main:9', 'm')], []],
    ['a few of many', [[...at('x:1', 'a', 'b'), ...Array.from({ length: 9 }, (_, n) => `p${n}: idle`)]], []],
    ['a line that is not known', [at('x:0', 'a', 'b')], []],
  ])('%s', (_, looks, expected) => {
    expect(drawn(looks)).toEqual(expected)
  })

  it('are none where every state is known', () => {
    expect(drawn([queue], { sees: 'states' })).toEqual([])
    expect(drawn([])).toEqual([])
  })
})
