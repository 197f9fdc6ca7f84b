import type { ReactElement } from 'react'
import type { Segment } from '../../core/diagnosis/story.ts'
import { lastSegments } from '../names/segments.ts'
import { visibleName } from '../names/visibleName.ts'
import { WithCode } from './WithCode.tsx'
import { BreakableName } from '../names/BreakableName.tsx'

/** Emphasis is data; here it becomes bold and mono. Names are text and nothing else, whatever they contain. */
export function SentenceText({ sentence }: { readonly sentence: readonly Segment[] }): ReactElement {
  return (
    <>
      {sentence.map((segment, index) => {
        const key = `${index}:${segment.text}`
        if (segment.as === 'strong')
          return (
            <b key={key} className={segment.text.length < 20 ? 'whitespace-nowrap' : ''}>
              {segment.text}
            </b>
          )
        if (segment.as === 'code')
          return (
            <code
              key={key}
              title={visibleName(segment.text)}
              className="text-[.94em] mid:[&_.may-break]:before:content-none font-semibold [overflow-wrap:anywhere] text-ink-1"
            >
              <bdi dir="ltr">
                <BreakableName text={shortName(segment.text)} />
              </bdi>
            </code>
          )
        return <WithCode key={key} text={segment.text} />
      })}
    </>
  )
}

const longestInSentence = 44

/** Import paths are long and their end says which; the whole name is in the title. */
function shortName(name: string): string {
  const visible = visibleName(name, 120)
  return visible.length <= longestInSentence ? visible : lastSegments(visible, visible.includes('/') ? 3 : 2)
}

export function plainSentence(sentence: readonly Segment[]): string {
  return sentence.map(({ text }) => text).join('')
}
