/** What leads: a rule's own words; where none matched, which kind of "no clear pattern" it is, and the letter stands below it. */
import type { Diagnosis, DiagnosisKind } from '../../diagnosis/diagnosis.ts'

export interface Headline {
  readonly title: string
  readonly aside: string
  /** The agreed words, where something else leads. */
  readonly letter?: string
}

const kinds: Readonly<Partial<Record<DiagnosisKind, Omit<Headline, 'letter'>>>> = {
  quiet: { title: 'Quiet', aside: '— these three profiles show nothing wrong' },
  mixed: { title: 'Mixed', aside: '— none of the five causes, and not quiet either' },
  'cannot-tell': { title: 'Cannot tell yet', aside: '' },
}

/** It is not a matter of thresholds. */
const certainly: Readonly<Record<NonNullable<Diagnosis['certain']>, Omit<Headline, 'letter'>>> = {
  deadlock: { title: 'Deadlock', aside: '' },
  'no-data': { title: 'No data in this window', aside: '' },
}

export function headlineOf({ pattern, kind, title, aside, text, certain }: Diagnosis): Headline {
  const own = pattern !== 'no-clear-pattern' ? undefined : certain === undefined ? kinds[kind] : certainly[certain]
  if (own === undefined) return { title, aside }
  // What to do without a pattern is no answer to having nothing at all.
  return certain === 'no-data' ? own : { ...own, letter: text }
}

/** For titles, chat and screen readers: "Quiet — these three profiles show nothing wrong", or the rule to the letter. */
export function headlineText(diagnosis: Diagnosis): string {
  const { title, aside, letter } = headlineOf(diagnosis)
  if (letter === undefined && diagnosis.certain !== 'no-data') return diagnosis.text
  return aside === '' ? title : `${title} ${aside}`
}
