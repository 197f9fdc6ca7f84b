import type { ReactElement } from 'react'
import type { Segment } from '../../core/report/story.ts'

/** Emphasis is data; here it becomes bold and mono. Names are text and nothing else, whatever they contain. */
export function SentenceText({ sentence }: { readonly sentence: readonly Segment[] }): ReactElement {
  return (
    <>
      {sentence.map((segment, index) => {
        const key = `${index}:${segment.text}`
        if (segment.as === 'strong') return <b key={key}>{segment.text}</b>
        if (segment.as === 'code')
          return (
            <code key={key} className="break-words text-[.94em] font-semibold text-ink-1">
              <bdi>{segment.text}</bdi>
            </code>
          )
        return <span key={key}>{segment.text}</span>
      })}
    </>
  )
}

export function plainSentence(sentence: readonly Segment[]): string {
  return sentence.map(({ text }) => text).join('')
}
