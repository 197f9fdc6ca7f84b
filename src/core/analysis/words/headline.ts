/** What a comparison says first, in words. */
import { formatShare, formatSignal } from '../../base/numbers.ts'
import { formatViewRates } from '../../base/viewRates.ts'
import type { ViewKind } from '../../base/vocabulary.ts'
import { viewWords } from '../../base/viewWords.ts'
import type { Headline, Verdict } from '../../diff/comparison.ts'
import { code, sentence, strong } from '../../diagnosis/words.ts'
import type { Segment, Sentence } from '../../diagnosis/story.ts'

type Words = {
  readonly [Id in Headline['id']]: (headline: Extract<Headline, { readonly id: Id }>) => Sentence
}

const takes: Readonly<Record<ViewKind, string>> = {
  cpu: 'takes',
  lock: 'keeps threads waiting',
  heap_alloc: 'allocates',
  heap_live: 'holds',
}

const amounts: Readonly<Record<ViewKind, Readonly<Record<Exclude<Verdict, 'moved'>, string>>>> = {
  cpu: { grew: 'takes more CPU', shrank: 'takes less CPU', new: 'is new on the CPU', gone: 'is gone from the CPU' },
  lock: { grew: 'waits more', shrank: 'waits less', new: 'waits now and did not', gone: 'does not wait any more' },
  heap_alloc: {
    grew: 'allocates more',
    shrank: 'allocates less',
    new: 'allocates now and did not',
    gone: 'does not allocate any more',
  },
  heap_live: {
    grew: 'holds more',
    shrank: 'holds less',
    new: 'holds memory now and did not',
    gone: 'holds nothing any more',
  },
}

const words: Words = {
  switched: ({ name, instead, ...of }) =>
    sentence(code(name), ' is no longer reached; ', code(instead), ' takes its place', ...levelOf(of, ': '), '.'),
  function: ({ name, verdict, share, ...of }) =>
    sentence(
      code(name),
      ` ${amounts[of.kind][verdict]}: `,
      strong(
        of.timeless
          ? `${formatShare(share.base)} → ${formatShare(share.head)} of ${viewWords[of.kind].of}`
          : formatViewRates(of.kind, of.rate.base, of.rate.head, of.unit),
      ),
      ...levelOf(of, '; '),
      '.',
    ),
  whole: ({ ...of }) =>
    sentence(
      `${capital(wholeNames[of.kind])}: `,
      strong(formatViewRates(of.kind, of.rate.base, of.rate.head, of.unit)),
      ...levelOf(of, '; '),
      '; no one function carries it.',
    ),
  mix: ({ value, label, share, ...of }) =>
    sentence(
      'No function changed: ',
      code(value),
      ` (${label}) makes up a ${share.head > share.base ? 'larger' : 'smaller'} part, `,
      strong(`${formatShare(share.base)} → ${formatShare(share.head)}`),
      ...levelOf(of, '; '),
      '.',
    ),
  moved: ({ name, ...of }) =>
    sentence(
      'No function changed in itself: shares moved with the total, most of all that of ',
      code(name),
      ...levelOf(of, '; '),
      '.',
    ),
  none: ({ visible }) =>
    sentence(
      strong('No change found.'),
      visible.length === 0 ? '' : ' Would have been seen: ',
      visible
        .map(
          ({ kind, share, increase }) =>
            `from +${formatShare(increase)} on a function that ${takes[kind]} ${formatShare(share)} of ${viewWords[kind].of}`,
        )
        .join('; '),
      visible.length === 0 ? '' : '.',
    ),
  untested: () => sentence('These two could not be compared: nothing was tested.'),
}

const wholeNames: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU changed',
  lock: 'lock wait changed',
  heap_alloc: 'allocation changed',
  heap_live: 'what is held changed',
}

type OfView = Pick<Extract<Headline, { readonly id: 'whole' }>, 'kind' | 'level' | 'rate' | 'unit'>

/** "; CPU 21 → 45 %"; not where the function's own figure has said it already. */
function levelOf({ kind, level, rate, unit }: OfView, before: string): readonly (string | Segment)[] {
  if (level === undefined) return []
  const a = formatSignal(level.signal, level.base)
  const b = formatSignal(level.signal, level.head)
  const unitOf = (text: string): string => text.slice(text.lastIndexOf(' '))
  if (formatViewRates(kind, rate.base, rate.head, unit).includes(b) && kind !== 'cpu' && kind !== 'lock') return []
  const from = unitOf(a) === unitOf(b) ? a.slice(0, a.lastIndexOf(' ')) : a
  return [before, `${signalNames[kind]} `, strong(`${from} → ${b}`)]
}

const signalNames: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU',
  lock: 'lock wait',
  heap_alloc: 'allocation',
  heap_live: 'live heap',
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

export function tellHeadline(headline: Headline): Sentence {
  const row = words[headline.id] as (headline: Headline) => Sentence
  return row(headline)
}
