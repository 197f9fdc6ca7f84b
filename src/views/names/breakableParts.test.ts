import { expect, test } from 'vitest'
import { breakableParts } from './breakableParts.ts'

test.each([
  ['in.example.fares.FareServer.rank', 'in. example. fares. FareServer. rank'],
  ['services.example/orderbook/book.(*Book).Place', 'services. example/ orderbook/ book. (*Book). Place'],
  ['G1ParScanThreadState::trim_queue', 'G1 Par Scan Thread State:: trim_ queue'],
  ['AbstractQueuedSynchronizer.acquire', 'Abstract Queued Synchronizer. acquire'],
])('%s is broken where its parts begin', (name, parts) => {
  expect(breakableParts(name).join(' ')).toBe(parts)
  expect(breakableParts(name).join('')).toBe(name)
})

test('numbers and the ends of sentences are no places to break', () => {
  for (const text of ['0.4 cores', 'waited 6,705.2 s', 'of 3 s.', 'JavaScript'])
    expect(breakableParts(text)).toEqual([text])
})
