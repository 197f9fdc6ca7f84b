import { type RefCallback, useCallback, useState } from 'react'

export interface RowEnd {
  /** Lower edge, from the top of the list. */
  readonly px: number
  /** What is said of it goes on in the next row. */
  readonly goesOn: boolean
}

/** Height at which a list ends that has no room for all of it: after the last whole row, and never in what one row says. */
export function wholeRowsPx(rows: readonly RowEnd[], mostPx: number): number {
  if ((rows.at(-1)?.px ?? 0) <= mostPx) return mostPx
  return rows.findLast(({ px, goesOn }) => px <= mostPx && !goesOn)?.px ?? mostPx
}

/** The page is not only this list. */
const partOfPage = 0.4

/**
 * For the element around a table that scrolls: a ref, and how high it may be. Half a row at the lower edge is none, and reads like the last.
 * On a high page it has more rows.
 */
export function useWholeRows(leastPx: number): readonly [RefCallback<HTMLElement>, number] {
  const [heightPx, setHeightPx] = useState(leastPx)
  const measure = useCallback(
    (element: HTMLElement | null) => {
      const table = element?.querySelector('table')
      if (!table) return
      const look = (): void =>
        setHeightPx(wholeRowsPx(rowEnds(table), Math.max(leastPx, Math.round(innerHeight * partOfPage))))
      const observer = new ResizeObserver(look)
      observer.observe(table)
      addEventListener('resize', look)
      return () => {
        observer.disconnect()
        removeEventListener('resize', look)
      }
    },
    [leastPx],
  )
  return [measure, heightPx]
}

/** What is hidden at this width has no place. */
function rowEnds(table: HTMLTableElement): readonly RowEnd[] {
  const rows = [...table.rows].filter(({ offsetHeight }) => offsetHeight > 0)
  return rows.map((row, at) => ({
    px: row.offsetTop + row.offsetHeight,
    goesOn: rows[at + 1]?.dataset['goesOn'] !== undefined,
  }))
}
