import { describe, expect, it } from 'vitest'
import { collectionsOf } from '../base/collections.ts'
import type { Runtime } from '../base/vocabulary.ts'
import { captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { window } from '../testing/gathered.ts'
import { analyse, storyOf } from './analyse.ts'

const queue = lookOf([
  ...Array.from({ length: 30 }, (_, at) => `web-${at}: lock`),
  ...Array.from({ length: 4 }, (_, at) => `api-${at}: running`),
])

/** A service that uses 3 % of two CPUs, and five dumps of threads that queue. */
function story(cpuOf: Runtime) {
  const cpu = captureOf({ kind: 'cpu', from: 0, until: 60, runtime: cpuOf, text: 'main\n180', file: 'cpu.pb' })
  const captures = [cpu, ...dumpsOf([queue, queue, queue, queue, queue], 'jvm')]
  return storyOf(analyse({ captures, facts: [], window, settings: { cores: 2 } }), 'UTC')
}

describe('files of two programs', () => {
  it('are no verdict where one runs on Go and the other on a JVM, and the sentence says which', () => {
    const { diagnosis, sentence, next } = story('go')
    expect(diagnosis).toMatchObject({ pattern: 'no-clear-pattern', kind: 'cannot-tell', excluded: [] })
    expect(JSON.stringify(sentence)).toContain('cpu.pb is of Go, dump-00.txt of Java')
    expect(next).toBe('Open the files of one of the programs without those of the other.')
  })
  it('are no verdict where two processes of Go collected at once, and one where a file goes on', () => {
    const of = (second: readonly number[]) => {
      const program = (times: readonly number[]) => ({
        program: {
          collections: collectionsOf(
            'start',
            times.map((timeMs, at) => ({ number: at + 1, timeMs })),
          ),
        },
      })
      const facts = [
        { file: 'a.log', facts: program([10, 20]) },
        { file: 'b.log', facts: program(second) },
      ]
      return storyOf(
        analyse({ captures: dumpsOf([queue, queue, queue, queue, queue], 'go'), facts, window, settings: {} }),
        'UTC',
      )
    }
    const { diagnosis, sentence, next } = of([11, 21])
    expect(diagnosis).toMatchObject({ pattern: 'no-clear-pattern', kind: 'cannot-tell', excluded: [] })
    expect(JSON.stringify(sentence)).toContain('a.log and b.log are of two processes')
    expect(next).toBe('Open the files of one of the processes without those of the other.')
    expect(JSON.stringify(of([10, 20, 30]).sentence)).not.toContain('two processes')
  })
  it('rule nothing out where they may be one that was started again, and do where they are one', () => {
    const excluded = (startedMs: number) => {
      const cpu = captureOf({ kind: 'cpu', from: 0, until: 60, runtime: 'jvm', text: 'main\n180', file: 'a.jfr' })
      const facts = [
        { file: 'a.jfr', facts: { program: { pid: 7, startedMs: 1e12 } } },
        { file: 'b.jfr', facts: { program: { pid: 7, startedMs } } },
      ]
      return analyse({ captures: [cpu], facts, window, settings: { cores: 2 } }).diagnosis.excluded ?? []
    }
    expect(excluded(1e12 + 60_000)).toEqual([])
    expect(excluded(1e12).length).toBeGreaterThan(0)
  })
  it('are one where both run on a JVM', () => {
    expect(story('jvm').diagnosis).toMatchObject({ pattern: 'contention-bound' })
  })
})
