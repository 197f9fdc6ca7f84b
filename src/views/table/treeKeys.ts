/** Keys of the tree table, on rows as they stand in the document. */
export interface TreeRowPlace {
  readonly level: number
  readonly expandable: boolean
  readonly expanded: boolean
}

export type TreeMove = { readonly to: number } | { readonly toggle: number } | undefined

/** What an arrow key does at `at`: another row, opening or closing this one, or nothing. */
export function treeMove(rows: readonly TreeRowPlace[], at: number, key: string): TreeMove {
  const row = rows[at]
  if (!row) return undefined
  switch (key) {
    case 'ArrowDown':
      return at + 1 < rows.length ? { to: at + 1 } : undefined
    case 'ArrowUp':
      return at > 0 ? { to: at - 1 } : undefined
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: rows.length - 1 }
    case 'ArrowRight': {
      if (!row.expandable) return undefined
      if (!row.expanded) return { toggle: at }
      const child = rows[at + 1]
      return child && child.level > row.level ? { to: at + 1 } : undefined
    }
    case 'ArrowLeft': {
      if (row.expanded) return { toggle: at }
      const parent = rows.slice(0, at).findLastIndex(({ level }) => level < row.level)
      return parent < 0 ? undefined : { to: parent }
    }
    default:
      return undefined
  }
}
