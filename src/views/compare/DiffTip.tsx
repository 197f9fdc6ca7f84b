/** What pointing at a frame of a comparison tells: both sides with their denominators, the change in words, how many samples. */
import type { ReactElement } from 'react'
import type { Boxes, DiffBox } from '../../core/draw/boxes.ts'
import { countOf, formatShare } from '../../core/base/numbers.ts'
import { amount } from '../names/amount.ts'
import { visibleName } from '../names/visibleName.ts'
import { differenceText } from '../../core/draw/differenceText.ts'
import { changeWord, type DiffWords } from './diffFrames.ts'

export function DiffTip({
  box,
  boxes,
  words,
}: {
  readonly box: DiffBox
  readonly boxes: Boxes
  readonly words: DiffWords
}): ReactElement {
  if (box.kind === 'smaller') return <b className="text-ink-1">{countOf(box.smaller, 'frame')} too small to draw</b>
  const { unit } = boxes
  return (
    <div className="grid gap-1">
      {(box.names.length === 0 ? [words.root] : box.names.slice(0, 6)).map((name, index) => (
        // The same function may be folded in twice: its place is what tells the two apart.
        // oxlint-disable-next-line react/no-array-index-key
        <code key={`${index}:${name}`} className="block font-semibold break-words text-ink-1">
          <bdi dir="ltr">{visibleName(name)}</bdi>
        </code>
      ))}
      <p>
        <b className="text-ink-1">{changeWord(box.change)}</b>
        {box.change !== 'too-few' && ` · ${differenceText(box, words)}`}
      </p>
      {box.change === 'follows' && (
        <p>
          {box.decidedAt === undefined ? (
            'It went with the whole'
          ) : (
            <>
              It is decided further up, at{' '}
              <code className="break-words text-ink-1">
                <bdi dir="ltr">{visibleName(box.decidedAt, 80)}</bdi>
              </code>
            </>
          )}
          : how samples split below that is within noise.
        </p>
      )}
      {box.smallestVisible !== undefined && (
        <p>Of this path’s share, we could have seen {visibleIncrease(box.smallestVisible)} or more.</p>
      )}
      <dl className="grid grid-cols-[auto_auto_auto_1fr] gap-x-3 tabular-nums">
        <Side letter="A" value={amount(unit, box.base)} share={box.baseShare} samples={box.baseSamples} />
        <Side letter="B" value={amount(unit, box.head)} share={box.headShare} samples={box.headSamples} />
      </dl>
    </div>
  )
}

function visibleIncrease(increase: number): string {
  return increase < 10 ? `+${Math.ceil(increase * 100)} %` : `${Math.ceil(increase + 1)} times as much`
}

function Side(props: {
  readonly letter: 'A' | 'B'
  readonly value: string
  readonly share: number
  readonly samples: number
}): ReactElement {
  return (
    <div className="col-span-4 grid grid-cols-subgrid">
      <dt className="text-ink-3">{props.letter}</dt>
      <dd>{props.value}</dd>
      <dd>{formatShare(props.share)} of total</dd>
      <dd className="text-ink-3">{countOf(props.samples, 'sample')}</dd>
    </div>
  )
}
