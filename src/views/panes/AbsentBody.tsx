/** A pane without a profile keeps its question and its blind spot, and says how to get one: empty is never healthy. */
import type { ReactElement } from 'react'
import { asSentence } from '../../core/base/result.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import { CopyButton } from '../controls/CopyButton.tsx'
import { Icon } from '../theme/Icon.tsx'
import { absenceWords, viewWords } from '../pane/paneWords.ts'

/** Second and third row of an absent pane. */
export function AbsentFigure({ view }: { readonly view: ToldAbsence }): ReactElement {
  const words = absenceWords[view.reason]
  return (
    <>
      <p className="flex h-7 flex-none items-baseline gap-2 whitespace-nowrap">
        <b className="type-headline tracking-[-.03em] text-ink-2">{words.figure}</b>
        <span className="min-w-0 truncate text-ink-2">{words.beside}</span>
      </p>
      <div className="hatch h-[5px] flex-none" />
    </>
  )
}

export function AbsentBody({ view }: { readonly view: ToldAbsence }): ReactElement {
  const { next } = view
  return (
    <div className="flex flex-col gap-2 pt-2 text-ink-2">
      <h3 className="text-[16px]/[22px] font-semibold text-ink-1">
        {absenceWords[view.reason].title(viewWords[view.kind].profile)}
      </h3>
      <p className="break-words">{asSentence(view.text)}</p>
      <p className="break-words">
        {asSentence(next.text)}
        {next.cost !== undefined && <> Cost: {asSentence(next.cost)}</>}
      </p>
      {next.command !== undefined && (
        <>
          <pre className="overflow-x-auto rounded-control border border-line bg-surface-0 px-2.5 py-[7px] text-[11.5px]/[18px] tracking-[-.02em] break-words whitespace-pre-wrap text-ink-1">
            {next.command}
          </pre>
          <div>
            <CopyButton look="strong" text={next.command}>
              Copy command
            </CopyButton>
          </div>
        </>
      )}
      {next.notWhen !== undefined && (
        <p className="type-small flex gap-2 rounded-control bg-surface-2 px-2.5 py-2">
          <span className="mt-px text-[var(--dx-gc-pressure)]">
            <Icon name="warning" />
          </span>
          <span>
            {/^(?:not|never|do not|don[’']t)\b/i.test(next.notWhen) ? (
              <b className="text-ink-1">{asSentence(next.notWhen)}</b>
            ) : (
              <>
                <b className="text-ink-1">Not when:</b> {asSentence(next.notWhen)}
              </>
            )}
          </span>
        </p>
      )}
    </div>
  )
}
