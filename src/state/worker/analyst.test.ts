/** The page's end of the analysis, with workers that end: what was asked of one is told, what was asked of the next is answered. */
import { describe, expect, it } from 'vitest'
import { AnalysisEnded, answerWith, ask, onLost } from './analyst.ts'
import type { Answered } from './port.ts'

interface Started {
  readonly asked: number[]
  readonly answer: (message: Answered) => void
  readonly crash: (reason: string) => void
}

const started: Started[] = []
answerWith((answer, crash) => {
  const one: Started = { asked: [], answer, crash }
  started.push(one)
  return {
    post: (message) => {
      if ('question' in message) one.asked.push(message.seq)
    },
  }
})
const newest = (): Started => {
  const one = started.at(-1)
  if (!one) throw new Error('none was started')
  return one
}
const question = { ask: 'forget', hashes: [] } as const

describe('an analysis that ends', () => {
  it('tells everyone who waits for it, once, and the next question starts another', async () => {
    let losses = 0
    onLost(() => losses++)
    const waiting = [ask(question), ask(question)]
    const first = newest()
    first.crash('out of memory')
    for (const one of waiting) await expect(one).rejects.toBeInstanceOf(AnalysisEnded)
    await expect(waiting[0]).rejects.toThrow('it stopped unexpectedly (out of memory)')
    expect(losses).toBe(1)
    const next = ask(question)
    expect(newest()).not.toBe(first)
    newest().answer({ seq: newest().asked[0] ?? -1, answer: 3 })
    expect(await next).toBe(3)
  })

  it('and says so late, or twice, takes nothing from the one that came after it', async () => {
    let losses = 0
    onLost(() => losses++)
    const given = ask(question)
    const old = newest()
    old.crash('out of memory')
    await expect(given).rejects.toBeInstanceOf(AnalysisEnded)
    old.crash('out of memory')
    const next = ask(question)
    old.crash('and again')
    newest().answer({ seq: newest().asked[0] ?? -1, answer: 5 })
    expect(await next).toBe(5)
    expect(losses).toBe(1)
  })
})
