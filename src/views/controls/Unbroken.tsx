import type { ReactElement } from 'react'

const numberAndUnit = /([\d.,]+ (?:%|(?:[kMGT]?B(?:\/[sh])?|s·core|[nµm]?s|min|h|cores?|threads?)\b))/

/** Pieces of a text; every second one is a number with its unit. */
export const piecesOf = (text: string): readonly string[] => text.split(numberAndUnit)

/** A number stays on one line with its unit: "60" at the end of one and "%" at the head of the next is read twice. */
export function Unbroken({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {piecesOf(text).map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          <span key={`${index}:${piece}`} className="whitespace-nowrap">
            {piece}
          </span>
        ),
      )}
    </>
  )
}
