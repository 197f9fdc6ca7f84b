/** Which rows of a long list of equal rows to draw: what is in sight and a few around it. */
export interface RowRange {
  readonly first: number
  /** One past the last. */
  readonly end: number
}

export function visibleRows(scrollTopPx: number, heightPx: number, rowPx: number, count: number, spare = 6): RowRange {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTopPx / rowPx) - spare))
  const end = Math.max(first, Math.min(count, Math.ceil((scrollTopPx + heightPx) / rowPx) + spare))
  return { first, end }
}

/** Where to scroll so that a row is in sight; the same place when it already is. */
export function scrollToRow(row: number, scrollTopPx: number, heightPx: number, rowPx: number): number {
  if (row * rowPx < scrollTopPx) return row * rowPx
  if ((row + 1) * rowPx > scrollTopPx + heightPx) return (row + 1) * rowPx - heightPx
  return scrollTopPx
}
