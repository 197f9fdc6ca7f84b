import { describe, expect, it } from 'vitest'
import { mergeFacts } from './mergeFacts.ts'

const rss = (timeMs: number) => ({ timeMs, bytes: 1e6 })

describe('facts of several files', () => {
  it('are series that go on and numbers that they agree on', () => {
    const merged = mergeFacts([
      { cores: 4, coresFrom: 'a', rssPoints: [rss(3)] },
      {},
      { cores: 4, coresFrom: 'a', threads: 8, rssPoints: [rss(1), rss(2)] },
    ])
    expect(merged).toEqual({
      facts: { cores: 4, coresFrom: 'a', threads: 8, rssPoints: [rss(1), rss(2), rss(3)] },
      differ: [],
    })
  })

  it('are not a number that they disagree on, nor where it was from', () => {
    expect(
      mergeFacts([
        { cores: 4, coresFrom: 'a' },
        { cores: 8, coresFrom: 'b' },
      ]),
    ).toEqual({
      facts: {},
      differ: ['cores'],
    })
  })

  it('keep series of a process’s own clock apart from those of the world’s', () => {
    const own = { clock: 'own' as const, rssPoints: [rss(5)] }
    expect(mergeFacts([own, { rssPoints: [rss(1e12)] }]).facts).toEqual({ rssPoints: [rss(1e12)], unplaced: own })
    expect(mergeFacts([own, { clock: 'own' as const, rssPoints: [rss(9)] }]).facts).toEqual({
      clock: 'own',
      rssPoints: [rss(5), rss(9)],
    })
  })
})
