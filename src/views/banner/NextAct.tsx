/** What to do now, in one line, with the command to copy where one decides. */
import type { ReactElement } from 'react'
import type { Story } from '../../core/diagnosis/story.ts'
import { CopyButton } from '../controls/CopyButton.tsx'
import { SentenceText } from '../controls/Sentence.tsx'

export function NextAct({ story }: { readonly story: Story }): ReactElement {
  const { act, next, nextCommand } = story
  return (
    <>
      {act === undefined ? <WithCode text={next} /> : <SentenceText sentence={act} />}
      {nextCommand !== undefined && (
        <span className="no-print ml-2 inline-block align-middle">
          <CopyButton look="link" small text={nextCommand} name={`Copy the command: ${nextCommand}`}>
            copy command
          </CopyButton>
        </span>
      )}
    </>
  )
}

/** `perf script`: what stands between backticks is typed somewhere. */
function WithCode({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split('`').map((part, index) =>
        index % 2 === 1 ? (
          <code key={`${index}:${part}`} className="font-semibold text-ink-1">
            {part}
          </code>
        ) : (
          <span key={`${index}:${part}`}>{part}</span>
        ),
      )}
    </>
  )
}
