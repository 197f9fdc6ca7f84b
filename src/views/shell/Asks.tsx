/** What a person may know and nothing on the page does: asked under the verdict. */
import type { ReactElement } from 'react'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { FileRef } from '../../core/link/view.ts'
import { useLoaded } from '../../state/queries/current.tsx'
import { dispatch, useView } from '../../state/view/store.ts'
import { AskForm, type Asked } from './AskForm.tsx'
import { askedNumbers } from './dashboard.ts'
import { DashboardForm } from './DashboardForm.tsx'

export function Asks({ analysis }: { readonly analysis: Analysis }): ReactElement {
  const { typed } = useView()
  const asked = askedNumbers(analysis.story)
  return (
    <>
      <AskedForFiles analysis={analysis} />
      {(asked.length > 0 || typed !== undefined) && (
        <DashboardForm
          asked={asked}
          typed={typed ?? {}}
          onTyped={(id, number) => dispatch({ type: 'numberTyped', id, number })}
        />
      )}
    </>
  )
}

function AskedForFiles({ analysis }: { readonly analysis: Analysis }): ReactElement | null {
  const { source } = useView()
  const summaries = useLoaded().data?.summaries ?? []
  const files = source?.kind === 'files' ? source.files : []
  const kinds = summaries
    .filter(({ asks }) => asks.includes('kind'))
    .map(({ id, file }) => ({ hash: id.split('#')[0] ?? id, name: file }))
    .filter(({ hash }) => files.some((file) => file.hash === hash))
  const choices = new Map(
    summaries.flatMap(({ id, file, choice }) => {
      const hash = id.split('#')[0] ?? id
      return choice && files.some((one) => one.hash === hash) ? [[hash, { hash, name: file, ...choice }] as const] : []
    }),
  )
  const asks = asksOf(analysis)
  if (asks.length + kinds.length + choices.size === 0) return null
  const said = (hash: string, more: Partial<FileRef>): void => {
    const answered = files.map((file) => (file.hash === hash ? { ...file, ...more } : file))
    dispatch({ type: 'sourceChosen', source: { kind: 'files', files: answered } })
  }
  return (
    <AskForm
      asks={asks}
      kinds={kinds}
      onAnswer={answer}
      choices={[...choices.values()]}
      onKind={(hash, told) => said(hash, { told })}
      onChoice={(hash, of) => said(hash, { of })}
    />
  )
}

/** Numbers a person could give, each asked once. */
function asksOf({ story }: Analysis): readonly Asked[] {
  const asks = Object.values(story.signals).map((signal) => (signal.state === 'absent' ? signal.ask : undefined))
  return [...new Set(asks)].filter((ask) => ask !== undefined)
}

function answer(asked: Asked, value: number): void {
  if (asked === 'cores') dispatch({ type: 'coresGiven', cores: value })
  else if (asked === 'threads') dispatch({ type: 'threadsGiven', threads: Math.round(value) })
  else dispatch({ type: 'secondsGiven', seconds: value })
}
