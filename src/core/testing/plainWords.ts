/** Words that must not reach a screen, and the sentences in what an analysis tells. */

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
export function sentencesIn(value: unknown, key = ''): readonly string[] {
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

/** Each with what should stand there instead. */
export function jargonIn(sentences: readonly string[]): readonly string[] {
  return sentences.flatMap((sentence) =>
    kept
      .filter(([word]) => word.test(sentence))
      .map(([word, instead]) => `${String(word)}: “${sentence}” (say: ${instead})`),
  )
}
