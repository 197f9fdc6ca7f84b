/** What to do now, in one line, with the command to copy where one decides. */
import type { ReactElement } from 'react'
import type { Story } from '../../core/diagnosis/story.ts'
import { CopyButton } from '../controls/CopyButton.tsx'
import { SentenceText } from '../controls/Sentence.tsx'
import { WithCode } from '../controls/WithCode.tsx'

export function NextAct({ story }: { readonly story: Story }): ReactElement {
  const { act, next, nextCommand } = story
  return (
    <>
      {act === undefined ? <WithCode text={next} /> : <SentenceText sentence={act} />}
      {nextCommand !== undefined && ' '}
      {nextCommand !== undefined && (
        <span className="no-print -my-3 -ml-1 inline-block align-middle">
          <CopyButton look="link" small text={nextCommand} name={`Copy the command: ${nextCommand}`}>
            copy command
          </CopyButton>
        </span>
      )}
    </>
  )
}
