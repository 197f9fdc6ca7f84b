/** What a link or a message of this view would say: as it is on screen, or without what was chosen not to leave. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { formatAddress } from '../../core/link/address.ts'
import type { View } from '../../core/link/view.ts'
import type { Sentence } from '../../core/diagnosis/story.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { type RedactionChoices, redactsNothing } from '../../core/snapshot/redact.ts'
import type { LinkableView } from '../../core/snapshot/redactView.ts'
import type { ComparisonSubject, Subject } from '../../core/analyst/subject.ts'
import { ask } from '../worker/analyst.ts'
import { useBaseSource, useComparison, useComparisonSubject } from '../queries/comparison.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { useAnalysis, useSource, useSubject } from '../queries/current.tsx'
import type { Mark } from '../../core/analysis/onset.ts'
import { useMarks, useSince } from '../queries/since.ts'
import { redactionFor, useRedactionChoices } from './redaction.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { useView } from '../view/store.ts'

export interface OutgoingLink {
  /** Whole, or from the # on when addresses must not leave. */
  readonly url: string
  /** For the address of a frame. */
  readonly embedUrl: string
  /** What did not fit. */
  readonly leftOut: readonly string[]
  /** What must not leave. */
  readonly loses: readonly string[]
}

export interface Outgoing {
  readonly analysis: Analysis
  readonly service: string
  readonly transition?: string
  /** "Since 18:20:24 IST, with …" */
  readonly since?: string
  /** What changed, in a comparison. */
  readonly change?: Sentence
  readonly link: OutgoingLink
}

/** Everything a redaction is about. */
export interface OutgoingSubject {
  readonly source: OpenedSource
  /** Of the other window, where that is another one. */
  readonly baseSource?: OpenedSource
  readonly subject: Subject
  readonly comparison?: ComparisonSubject
  readonly choices: RedactionChoices
  readonly view: View
  /** What happened, as source, operator and reader say. */
  readonly marks: readonly Mark[]
}

/** `value` with every text in it cleaned; itself when nothing has to be. */
export async function cleaned<T>(
  about: OutgoingSubject,
  value: T,
): Promise<{ readonly value: T; readonly link: LinkableView }> {
  const { subject, comparison, choices, view } = about
  if (redactsNothing(choices)) return { value, link: { view, loses: [] } }
  const redaction = await redactionFor(choices, about)
  const answer = await ask({ ask: 'redact', subject, ...(comparison ? { comparison } : {}), redaction, value, view })
  // Only texts were replaced.
  return { value: answer.value as T, link: answer.link }
}

/** Undefined as long as what is on screen is still being worked out. */
export function useOutgoingSubject(): OutgoingSubject | undefined {
  const source = useSource().data
  const ofBase = useBaseSource()
  const subject = useSubject()
  const comparison = useComparisonSubject()
  const choices = useRedactionChoices()
  const view = useView()
  const marks = useMarks()
  if (!source || !subject || (view.compare && !comparison)) return undefined
  const isOther = view.compare && ofBase && sourceKey(ofBase.ref) !== sourceKey(source.ref)
  const other = isOther ? { baseSource: ofBase } : {}
  return { source, ...other, subject, ...(comparison ? { comparison } : {}), choices, view, marks }
}

/** Said of the function that changed, it is not said once more of the verdict. */
export function useUnsaidSince(analysis: Analysis | undefined): string | undefined {
  const { title } = useComparison().data ?? {}
  const onset = useSince(analysis)
  return onset !== undefined && title && plainText(title).includes(onset) ? undefined : onset
}

export function useOutgoing(): UseQueryResult<Outgoing> {
  const about = useOutgoingSubject()
  const analysis = useAnalysis().data
  const { transition, title } = useComparison().data ?? {}
  const since = useUnsaidSince(analysis)
  const ready = about !== undefined && analysis !== undefined && (!about.view.compare || transition !== undefined)
  return useQuery({
    queryKey: ['outgoing', about?.subject, about?.comparison, about?.view, about?.choices, since],
    enabled: ready,
    gcTime: 10_000,
    queryFn: async () => {
      if (!about || !analysis) throw new Error('nothing on screen')
      const { value, link } = await cleaned(about, {
        analysis,
        service: about.source.service,
        ...(since === undefined ? {} : { since }),
        ...(about.view.compare && transition ? { transition } : {}),
        ...(about.view.compare && title ? { title } : {}),
      })
      return {
        analysis: value.analysis,
        service: value.service,
        ...(value.since === undefined ? {} : { since: value.since }),
        ...(value.transition ? { transition: plainText(value.transition) } : {}),
        ...(value.title ? { change: value.title } : {}),
        link: outgoingLink(link, about.choices),
      }
    },
  })
}

function outgoingLink({ view, loses }: LinkableView, { dropHosts }: RedactionChoices): OutgoingLink {
  const { text, leftOut } = formatAddress(view)
  const page = dropHosts ? '' : `${location.origin}${location.pathname}`
  return {
    url: `${page}#${text}`,
    embedUrl: `${page}?embed#${text}`,
    leftOut,
    loses: dropHosts ? [...loses, 'the address of this page (put it in front of the #)'] : loses,
  }
}
