/** What a comparison says first, in words. */
import { runtimeNames } from './runtimes.ts'
import { formatShare, formatSignal } from '../../base/numbers.ts'
import { formatViewRates } from '../../base/viewRates.ts'
import type { StandIn, ViewKind } from '../../base/vocabulary.ts'
import { wordsOfShown } from '../../base/viewWords.ts'
import type { Headline, SignalChange, Verdict, VisibleChange } from '../../diff/comparison.ts'
import { signalWord } from '../../diagnosis/signalWords.ts'
import { code, sentence, strong } from '../../diagnosis/words.ts'
import { tellClasses, tellUntested } from './untested.ts'
import type { Segment, Sentence } from '../../diagnosis/story.ts'

type Words = {
  readonly [Id in Headline['id']]: (headline: Extract<Headline, { readonly id: Id }>) => Sentence
}

type Shown = ViewKind | StandIn

const takes: Readonly<Record<Shown, string>> = {
  cpu: 'takes',
  lock: 'keeps threads waiting',
  heap_alloc: 'allocates',
  heap_live: 'holds',
  wall: 'takes',
  native_alloc: 'allocates',
  native_live: 'holds',
  bytes: 'stands for',
  off_cpu: 'is off the CPU for',
  live_objects: 'holds',
  alloc_objects: 'allocates',
  goroutines: 'is on',
  threads: 'is on',
}

const stacks = {
  grew: 'is on more stacks',
  shrank: 'is on fewer stacks',
  new: 'is on stacks and was on none',
  gone: 'is on no stack any more',
} as const

const amounts: Readonly<Record<Shown, Readonly<Record<Exclude<Verdict, 'moved'>, string>>>> = {
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
  wall: {
    grew: 'takes more wall-clock time',
    shrank: 'takes less wall-clock time',
    new: 'takes wall-clock time and took none',
    gone: 'takes no wall-clock time any more',
  },
  live_objects: {
    grew: 'holds more objects',
    shrank: 'holds fewer objects',
    new: 'holds objects and held none',
    gone: 'holds no object any more',
  },
  alloc_objects: {
    grew: 'allocates more objects',
    shrank: 'allocates fewer objects',
    new: 'allocates objects and did not',
    gone: 'allocates no object any more',
  },
  native_alloc: {
    grew: 'allocates more native memory',
    shrank: 'allocates less native memory',
    new: 'allocates native memory and did not',
    gone: 'allocates no native memory any more',
  },
  native_live: {
    grew: 'holds more native memory',
    shrank: 'holds less native memory',
    new: 'holds native memory and did not',
    gone: 'holds no native memory any more',
  },
  bytes: {
    grew: 'stands for more bytes',
    shrank: 'stands for fewer bytes',
    new: 'stands for bytes and did not',
    gone: 'stands for no bytes any more',
  },
  off_cpu: {
    grew: 'is off the CPU longer',
    shrank: 'is off the CPU for less time',
    new: 'is off the CPU now and was not',
    gone: 'is not off the CPU any more',
  },
  goroutines: stacks,
  threads: stacks,
}

const words: Words = {
  switched: ({ name, at, instead, ...of }) =>
    sentence(
      code(name),
      ' is no longer reached; ',
      code(instead),
      at === instead ? ' does itself what it did, at no more cost' : ' takes its place',
      ...levelOf(of, ': '),
      '.',
    ),
  function: ({ name, verdict, share, within, ...of }) =>
    sentence(
      code(name),
      of.ofParts || (of.timeless && (verdict === 'grew' || verdict === 'shrank'))
        ? ` takes a ${share.head > share.base ? 'larger' : 'smaller'} share in B: `
        : ` ${amounts[of.shows ?? of.kind][verdict]}${withinText(within)}: `,
      strong(
        of.timeless
          ? `${formatShare(share.base)} → ${formatShare(share.head)} of ${wordsOfShown(of.kind, of.shows).of}`
          : formatViewRates(of.kind, of.rate.base, of.rate.head, of.unit, of.shows),
      ),
      ...levelOf(of, '; '),
      '.',
    ),
  whole: ({ together, untested, carrier, ...of }) =>
    sentence(
      `${capital(wholeNames[of.shows ?? of.kind])}: `,
      strong(formatViewRates(of.kind, of.rate.base, of.rate.head, of.unit, of.shows)),
      ...levelOf(of, '; '),
      ...(carrier ? [`; ${formatShare(carrier.part)} of the difference is in `, code(carrier.name)] : []),
      untested
        ? '; its functions could not be tested.'
        : carrier
          ? '.'
          : together === undefined
            ? '; no one function carries it.'
            : `; all functions alike, ×${together.toFixed(2)}: more to do, or a slower machine, and no function of its own.`,
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
  none: ({ visible, together = [], onlyShares }) =>
    sentence(
      strong(together.length > 0 ? 'No function changed.' : onlyShares ? 'No share changed.' : 'No change found.'),
      onlyShares ? ' Only shares were compared.' : '',
      together.length === 0
        ? ''
        : ` All of them alike: ${together
            .map(({ kind, shows, factor }) => `×${factor.toFixed(2)} of ${wordsOfShown(kind, shows).of}`)
            .join(', ')}: another load or another speed of the machine.`,
      visible.length === 0 ? '' : ' Would have been seen: ',
      visible
        .map(
          ({ kind, shows, share, increase }) =>
            `from +${formatShare(increase)} on a function that ${takes[shows ?? kind]} ${formatShare(share)} of ${wordsOfShown(kind, shows).of}`,
        )
        .join('; '),
      visible.length === 0 ? '' : '.',
      ...fewTell(visible),
    ),
  'other-programs': ({ partA, partB, of, runtimes }) =>
    runtimes
      ? sentence(
          strong('These are two different programs'),
          `: A is ${runtimeNames[runtimes.base]}, B is ${runtimeNames[runtimes.head]}. Nothing is compared.`,
        )
      : sentence(
          strong('These look like two different programs'),
          of === 'packages'
            ? `: ${formatShare(partA)} of A’s own code and ${formatShare(partB)} of B’s is in packages that the other does not have.`
            : of === 'own'
              ? `: they share ${Math.max(partA, partB) === 0 ? 'nothing' : formatShare(Math.max(partA, partB))} of their own code, only runtime and libraries.`
              : `: ${formatShare(partA)} of A’s CPU and ${formatShare(partB)} of B’s is in functions that both have.`,
          ' No function is the change between them.',
        ),
  signal: ({ kind, shows, levels, most }) =>
    sentence(
      `${capital(wholeNames[kind])}: `,
      ...levels.flatMap(({ signal, base, head }, at): (string | Segment)[] => [
        at === 0 ? '' : ', ',
        ...(base !== undefined && head !== undefined
          ? levelText({ signal, base, head }).slice(kind === 'lock' ? 1 : 0)
          : [
              `${signalWord(signal)} `,
              strong(formatSignal(signal, (head ?? base)!)),
              ` in ${head === undefined ? 'A, not known in B' : 'B, not known in A'}`,
            ]),
      ]),
      ...(shows === undefined
        ? ['; no profile of both says by which function.']
        : most === undefined
          ? [`; ${wordsOfShown(kind, shows).things} show no function that did it.`]
          : [
              '; ',
              code(most.name),
              ` makes ${formatShare(most.base)} → ${formatShare(most.head)} of ${wordsOfShown(kind, shows).of}.`,
            ]),
    ),
  classes: tellClasses,
  untested: tellUntested,
}

function withinText(within: Extract<Headline, { readonly id: 'function' }>['within']): string {
  if (within === undefined) return ''
  if (within === 'others') return ' beside all others, which moved together'
  return ` within the same ${within.label}, ×${within.ratio.toFixed(2)} of their share`
}

/** What was listed of a few functions that wander would be how two runs differ. */
function fewTell(visible: readonly VisibleChange[]): readonly string[] {
  const few = visible.filter(({ assumed }) => assumed).map(({ kind, shows }) => wordsOfShown(kind, shows).of)
  const last = few.pop()
  if (last === undefined) return []
  const of = few.length === 0 ? last : `${few.join(', ')} and ${last}`
  return [` A smaller change of ${of} cannot be told from how two runs differ: too few functions show that.`]
}

const wholeNames: Readonly<Record<Shown, string>> = {
  cpu: 'CPU changed',
  lock: 'lock wait changed',
  heap_alloc: 'allocation changed',
  heap_live: 'what is held changed',
  wall: 'wall-clock time changed',
  native_alloc: 'native allocation changed',
  native_live: 'native memory held changed',
  bytes: 'the bytes changed',
  off_cpu: 'time off the CPU changed',
  live_objects: 'the number of objects held changed',
  alloc_objects: 'the number of objects allocated changed',
  goroutines: 'the number of goroutines changed',
  threads: 'the number of threads changed',
}

type OfView = Pick<Extract<Headline, { readonly id: 'whole' }>, 'kind' | 'level' | 'rate' | 'unit'>

/** "; CPU use 21 → 45 %"; not where the function's own figure has said it already. */
function levelOf({ kind, level, rate, unit }: OfView, before: string): readonly (string | Segment)[] {
  if (level === undefined) return []
  const b = formatSignal(level.signal, level.head)
  if (formatViewRates(kind, rate.base, rate.head, unit).includes(b) && kind !== 'cpu' && kind !== 'lock') return []
  return [before, ...levelText(level)]
}

/** "CPU use 21 → 45 %": the unit once. */
function levelText({ signal, base, head }: Required<SignalChange>): readonly (string | Segment)[] {
  const a = formatSignal(signal, base)
  const b = formatSignal(signal, head)
  const unitOf = (text: string): string => text.slice(text.lastIndexOf(' '))
  const from = unitOf(a) === unitOf(b) ? a.slice(0, a.lastIndexOf(' ')) : a
  return [`${signalWord(signal)} `, strong(`${from} → ${b}`)]
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

export function tellHeadline(headline: Headline): Sentence {
  const row = words[headline.id] as (headline: Headline) => Sentence
  return row(headline)
}
