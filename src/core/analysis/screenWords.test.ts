/** Words that must not reach a screen. What is told of every shipped recording is looked at in `src/everyRecording.slow.test.ts`. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jargonIn } from '../testing/plainWords.ts'

test('the list finds what it is for', () => {
  for (const text of [
    'Holds in 100 % of 1,000 seeded resamples.',
    'nearest other: GC pressure, 1 of 3 comparisons hold',
    'CPU is ? busy',
    'of 1 threads',
    'and lock wait is at least 0 %.',
    'Σ 3 s CPU over 30 s',
    'Not enough data to tell contention-bound from no clear pattern: do not act.',
    '4 of 5 rules ruled out',
  ])
    expect(jargonIn([text]), text).not.toEqual([])
})

/** What views write themselves: no jargon of ours in a text between tags or in quotes. */
const viewPhrases =
  /seeded|resampl|sub-windows|the sum is zero|Search all|even then|put together|goes along|being drawn|Still open|as the recording names it|of equal length|did not fire|cannot be evaluated|with a profile neither|to win|critical section|rules ruled out|rules fired/

test('nor is any of it in what the views write', () => {
  const views = join(import.meta.dirname, '../../views')
  const files = readdirSync(views, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.tsx?$/.test(name),
  )
  expect(files.length).toBeGreaterThan(80)
  const found = files.flatMap((file) =>
    readFileSync(join(views, file), 'utf8')
      .split('\n')
      .filter((line) => viewPhrases.test(line) && !/^\s*(?:\/\*\*|\*|\/\/|\{\/\*)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(found).toEqual([])
})
