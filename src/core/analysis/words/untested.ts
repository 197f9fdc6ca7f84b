/** Of two windows of which nothing could be tested: what is said all the same. */
import { formatBytes, formatRange, formatSignal } from '../../base/numbers.ts'
import { formatViewRates } from '../../base/viewRates.ts'
import type { Headline } from '../../diff/comparison.ts'
import type { SignalRange, SizeOfClass, WithoutData } from '../../diff/untested.ts'
import { signalWord } from '../../diagnosis/signalWords.ts'
import type { Sentence } from '../../diagnosis/story.ts'
import { code, sentence, strong } from '../../diagnosis/words.ts'

type Of<Id extends Headline['id']> = Extract<Headline, { readonly id: Id }>

export function tellClasses({ total, changed, most, own }: Of<'classes'>): Sentence {
  const held = (of: SizeOfClass): string => formatViewRates('heap_live', of.base, of.head, 'bytes')
  const all = `${formatBytes(total.base)} → ${formatBytes(total.head)}`
  if (most === undefined) return sentence(`Live heap ${all}.`)
  return changed
    ? sentence(
        code(most.name),
        ` ${most.head > most.base ? 'holds more' : 'holds less'}: `,
        strong(held(most)),
        `, of ${all} in all`,
        ...(own ? ['; of the program’s own classes ', code(own.name), ` most, ${held(own)}`] : []),
        '. Who holds them is not told.',
      )
    : sentence(
        strong('No class changed'),
        ` by a tenth: live heap ${all}, most of it `,
        code(most.name),
        `, ${held(most)}.`,
      )
}

const empty: Readonly<Record<WithoutData, readonly [what: string, then: string]>> = {
  A: ['No profile in A', ': there is nothing to hold B against. Choose another window or file for A.'],
  B: ['No profile in B', ': there is nothing to hold against A. Choose another window or file for B.'],
  both: ['No profile in A, and none in B', ': choose windows or files in which there are profiles.'],
  common: ['A and B have no profile in common', ': nothing was tested. Choose two that were recorded alike.'],
}

export function tellUntested({ signals = [], profilers, without }: Of<'untested'>): Sentence {
  if (without) return sentence(strong(empty[without][0]), empty[without][1])
  if (profilers)
    return sentence(
      strong('Two profilers'),
      profilers.base === '' || profilers.head === '' || profilers.base === profilers.head
        ? ' that see other things'
        : `, ${profilers.base} in A and ${profilers.head} in B`,
      ': their figures are not held against each other, and nothing was tested.',
    )
  const apart = signals.filter((one) => one.apart)
  const told = (apart.length > 0 ? apart : signals).map(rangesText).join('; ')
  return apart.length > 0
    ? sentence(strong(`${told.charAt(0).toUpperCase()}${told.slice(1)}`), '. No function could be tested.')
    : sentence(
        told === ''
          ? 'These two could not be compared: nothing was tested.'
          : `Nothing tells these two apart: no function could be tested, and ${told}.`,
      )
}

function rangesText({ signal, base, head }: SignalRange): string {
  const side = ({ value, ...range }: SignalRange['base']): string =>
    value === undefined ? formatRange(signal, range) : formatSignal(signal, value)
  return `${signalWord(signal)} ${side(base)} → ${side(head)}`
}
