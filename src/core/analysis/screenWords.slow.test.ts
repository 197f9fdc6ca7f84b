/** Words that must not reach a screen, over everything that is told of every shipped recording and of its healthy window. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { loadRecording } from '../../cli/disk.ts'
import { Analyst } from '../analyst/analyst.ts'

/** Jargon of ours or of statistics, and what should stand there instead. */
const kept: readonly (readonly [RegExp, string])[] = [
  [/resampl/i, 're-draws of the samples'],
  [/\bseed(ed)?\b/i, 'nothing: how it is drawn is nobody’s business'],
  [/sub-?windows?/i, 'parts of this window'],
  [/yardstick/i, 'noise'],
  [/comparisons? (holds?|missed)/i, 'what is missing, with its number'],
  [/could be .* if .*not measured/i, 'Not ruled out: …'],
  [/would read /i, 'Near …'],
  [/growth (not )?established/i, 'no growth seen, or: it grows'],
  [/needs about/i, 'how long would show a leak of what size'],
  [/robust|theil|kendall|wilson|quantile/i, 'line'],
  [/\b(in|ex)clusive\b/i, 'self, total'],
  [/\b(better|worse|score)\b/i, 'grew, shrank'],
  [/the sum is zero/i, 'what did not happen, and over how long'],
  [/waiting at, not held by/i, 'Shows who waits, not who holds the lock.'],
  [/never instead of it/i, 'Also found'],
  [/booked when/i, 'counts when it ends'],
  [/smaller of the two/i, 'nothing'],
  [/all at once:/i, 'the numbers themselves'],
  [/every rule was evaluated/i, 'nothing comes near any of the five rules'],
  [/Σ/, 'sum of, or the number alone'],
  [/(?<!\d)at least 0(\.0)?\s%/, 'no lock wait was recorded'],
  [/\bto win:/, 'without it, up to so much of the time would be free for work'],
  [/more of their time/, 'so much of the threads’ time'],
  [/not to be seen/, 'cannot be seen'],
  [/: do not act\b/, 'what would tell the two apart'],
  [/; of what is allocated/, 'a sentence of its own'],
  [/\brules? (fired|ruled out)/, 'causes'],
  [/with a profile neither/, 'what it cannot see'],
  [/critical sections?/i, 'where locks are held briefly'],
  [/\?\s*(busy|%)/, 'not known'],
  [/\b0 s outside/, 'at the edge of the window'],
  [/\b(undefined|NaN|Infinity|null)\b/, 'words for what is not known'],
  [/(?<![\d.,])1 (threads|cores|goroutines|snapshots|collections)\b/, 'one of them is one'],
  [/(?:^|[^.])\.\.(?:$|[^.])|,\s*[.,]|\s[.,;]/, 'one mark at a time'],
]

/** Names of functions, files and labels are data; a sentence is one text. */
function sentencesIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return forPeople.has(key) ? [value] : []
  if (Array.isArray(value)) {
    // A sentence with emphasis is read as one; what stands as code is a name.
    if (
      value.every(
        (one: unknown) =>
          typeof one === 'object' &&
          one !== null &&
          'text' in one &&
          Object.keys(one).every((name) => name === 'text' || name === 'as'),
      ) &&
      value.length > 0
    )
      return [value.map((one: { text: string; as?: string }) => (one.as === 'code' ? 'f' : one.text)).join('')]
    return value.flatMap((one: unknown) => sentencesIn(one, key))
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => sentencesIn(inner, name))
}

const forPeople = new Set([
  'text',
  'why',
  'next',
  'how',
  'of',
  'shortOf',
  'provenance',
  'slopeText',
  'confirm',
  'evidence',
  'warnings',
  'cost',
  'notWhen',
  'win',
  'from',
  'title',
  'aside',
])

const root = join(import.meta.dirname, '../../../public/recordings')
const folders = readdirSync(root).filter((name) => existsSync(join(root, name, 'recording.json')))

async function told(name: string): Promise<readonly string[]> {
  const analyst = new Analyst()
  const loaded = await loadRecording(analyst, join(root, name))
  if (!loaded.ok) throw new Error(loaded.error.what)
  const { opened, captures } = loaded.value
  const captureIds = captures.map(({ id }) => id)
  return opened.recording.windows.flatMap((window) => {
    const { story, views, warnings } = analyst.analyse({ captureIds, window, settings: opened.settings })
    return sentencesIn({ story, views, warnings })
  })
}

describe('what is told', () => {
  it('is looked at in every shipped recording', () => {
    expect(folders.length).toBeGreaterThanOrEqual(20)
  })

  test.each(folders)('of %s is plain', async (name) => {
    const sentences = await told(name)
    expect(sentences.length).toBeGreaterThan(40)
    const found = sentences.flatMap((sentence) =>
      kept
        .filter(([word]) => word.test(sentence))
        .map(([word, instead]) => `${String(word)}: “${sentence}” (say: ${instead})`),
    )
    expect([...new Set(found)]).toEqual([])
  })
})

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
    expect(
      kept.some(([word]) => word.test(text)),
      text,
    ).toBe(true)
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
