/**
 * The table twin of a flame graph: the same tree, the same numbers, for people who cannot or do not want to read widths. Levels
 * are asked for when they are opened; what is wide is open from the start.
 */
/* oxlint-disable jsx-a11y/no-noninteractive-element-to-interactive-role -- a treegrid is a table whose rows take focus */
import type { PaneId, StandIn, ViewKind } from '../../core/base/vocabulary.ts'
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react'
import type { FramePath, TreeUnit } from '../../core/profile/callTree.ts'
import { countOf, formatNumber } from '../../core/base/numbers.ts'
import { useChildren } from '../../state/queries/queries.ts'
import { dispatch, hover, useHovered } from '../../state/view/store.ts'
import { paneNames } from '../controls/PaneChip.tsx'
import { amount, shareCell } from '../names/amount.ts'
import { FunctionPlace } from '../names/FunctionPlace.tsx'
import { lastSegments } from '../names/segments.ts'
import { visibleName } from '../names/visibleName.ts'
import { useLinked } from '../pane/useLinked.ts'
import { Icon } from '../theme/Icon.tsx'
import { Sandwich } from './Sandwich.tsx'
import { treeMove } from './treeKeys.ts'

export interface TreeTableProps {
  readonly pane: PaneId
  readonly view: {
    readonly kind: ViewKind
    readonly unit: TreeUnit
    readonly total: number
    readonly shows?: StandIn
  }
  /** The zoom: rows begin below it. */
  readonly base: FramePath
  readonly onZoom: (path: FramePath) => void
  /** Room for the samples column. */
  readonly large: boolean
}

/** Open from the start: at least this share of the whole, down to this depth. */
const openFromShare = 0.3
const openToLevel = 12
const pageSize = 50

interface TableState {
  readonly toggled: ReadonlyMap<string, boolean>
  readonly toggle: (key: string, open: boolean) => void
  readonly selected: string | undefined
  readonly chosen: boolean
  readonly hovered: string | undefined
}

export function TreeTable(props: TreeTableProps): ReactElement {
  const { pane, view, base, onZoom, large } = props
  const { name: selected, chosen } = useLinked()
  const hovered = useHovered()
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map())
  const body = useRef<HTMLTableElement>(null)
  const toggle = (key: string, open: boolean): void => setToggled((before) => new Map(before).set(key, open))

  const onKeyDown = (event: KeyboardEvent): void => {
    const current = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('tr[data-path]') : null
    if (!current || event.altKey || event.ctrlKey || event.metaKey) return
    // A link to the source follows itself.
    if (event.key === 'Enter' && event.target instanceof HTMLAnchorElement) return
    const path = JSON.parse(current.dataset['path'] ?? '[]') as string[]
    const rows = [...(body.current?.querySelectorAll<HTMLElement>('tr[data-path]') ?? [])]
    const move = treeMove(rows.map(placeOf), rows.indexOf(current), event.key)
    if (move && 'to' in move) focusRow(rows, rows[move.to])
    else if (move) toggle(current.dataset['path'] ?? '', current.ariaExpanded !== 'true')
    else if (event.key === 'Enter') onZoom(path)
    else if (event.key === ' ') select(path.at(-1), chosen ? selected : undefined)
    else if (event.key === 'Backspace') onZoom(base.slice(0, -1))
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const head = 'sticky top-0 z-1 bg-surface-1 border-b border-line px-1 font-normal whitespace-nowrap text-ink-3'
  return (
    <div className="mt-1 flex min-h-0 flex-1 basis-0 flex-col">
      <div className="print-flow min-h-20 flex-1 basis-0 overflow-auto [scrollbar-width:thin]">
        <table
          ref={body}
          role="treegrid"
          aria-label={`${paneNames[pane]} as a table, callers above what they call`}
          className="w-full table-fixed border-separate border-spacing-0"
          onKeyDown={onKeyDown}
          onPointerLeave={() => hover(undefined)}
        >
          <thead className="type-caption">
            <tr className="h-5">
              <th scope="col" className={`${head} text-left`}>
                function
              </th>
              <th scope="col" className={`${head} text-right w-[68px]`}>
                total
              </th>
              <th scope="col" className={`${head} text-right w-[82px]`}>
                of {amount(view.unit, view.total)}
              </th>
              <th scope="col" className={`${head} text-right w-[68px]`}>
                self
              </th>
              {large && (
                <th scope="col" className={`${head} text-right w-[84px]`}>
                  samples
                </th>
              )}
            </tr>
          </thead>
          <tbody className="type-figure">
            <Level
              view={view}
              path={base}
              level={1}
              large={large}
              first
              state={{ toggled, toggle, selected, chosen, hovered }}
            />
          </tbody>
        </table>
      </div>
      {!isNative(view) && <Sandwich view={view} name={selected} large={large} />}
    </div>
  )
}

/** Native memory stands beside the view of its kind, in no list of callers. */
const isNative = ({ shows }: TreeTableProps['view']): boolean => shows === 'native_live' || shows === 'native_alloc'

function Level(props: {
  readonly view: TreeTableProps['view']
  readonly path: FramePath
  readonly level: number
  readonly large: boolean
  /** The very first row is where Tab enters. */
  readonly first: boolean
  readonly state: TableState
}): ReactElement {
  const { view, path, level, large, first, state } = props
  const [limit, setLimit] = useState(pageSize)
  const answer = useChildren(view.kind, path, limit, isNative(view))
  const columns = large ? 5 : 4
  if (answer.error) return <Message columns={columns} text={answer.error.message} />
  if (!answer.data) return <Message columns={columns} text="reading…" />
  const { rows, of } = answer.data
  if (rows.length === 0 && level === 1) return <Message columns={columns} text="calls nothing further" />
  const indent = { paddingLeft: indentPx(level) }
  const cell = 'px-1 text-right whitespace-nowrap tabular-nums tracking-[-.02em] [word-spacing:-.28em]'
  return (
    <>
      {rows.map((row, index) => {
        const own = [...path, row.name]
        const key = JSON.stringify(own)
        const wide = view.total > 0 && row.total / view.total >= openFromShare && level < openToLevel
        const open = row.hasChildren && (state.toggled.get(key) ?? wide)
        const isSelected = row.name === state.selected
        return [
          <tr
            key={key}
            data-path={key}
            tabIndex={first && index === 0 ? 0 : -1}
            aria-level={level}
            aria-posinset={index + 1}
            aria-setsize={of}
            aria-selected={isSelected}
            {...(row.hasChildren ? { 'aria-expanded': open } : {})}
            className={`h-6 cursor-pointer ${isSelected ? 'bg-surface-2 outline-2 -outline-offset-2 outline-selection' : row.name === state.hovered ? 'bg-surface-2 outline-1 -outline-offset-1 outline-selection outline-dashed' : ''}`}
            onPointerEnter={() => hover(row.name)}
            onFocus={() => hover(row.name)}
            onClick={() => select(row.name, state.chosen ? state.selected : undefined)}
          >
            <td className="p-0">
              <span className="flex items-center" style={indent}>
                {row.hasChildren ? (
                  <button
                    type="button"
                    tabIndex={-1}
                    aria-hidden="true"
                    className="flex h-6 w-6 flex-none items-center justify-center text-ink-3 hover:text-ink-1"
                    onClick={(event) => {
                      event.stopPropagation()
                      state.toggle(key, !open)
                    }}
                  >
                    <Icon name={open ? 'down' : 'later'} size={12} />
                  </button>
                ) : (
                  <span className="w-6 flex-none" />
                )}
                <code className={`truncate ${isSelected ? 'font-bold' : ''}`} title={visibleName(row.name)}>
                  <bdi dir="ltr">
                    {large ? visibleName(row.name, 200) : lastSegments(visibleName(row.name, 200), 2)}
                  </bdi>
                </code>
                {large && <FunctionPlace name={row.name} tabStop={isSelected} className="ml-auto flex-none pl-3" />}
              </span>
            </td>
            <td className={cell}>{amount(view.unit, row.total)}</td>
            <td className={cell}>{view.total > 0 ? shareCell(row.total / view.total) : ''}</td>
            <td className={`${cell} text-ink-2`}>{amount(view.unit, row.self)}</td>
            {large && (
              <td className={`${cell} text-ink-2`}>
                {formatNumber(row.samples > 0 ? Math.max(1, Math.round(row.samples)) : 0)}
              </td>
            )}
          </tr>,
          open ? (
            <Level key={`${key}/`} view={view} path={own} level={level + 1} large={large} first={false} state={state} />
          ) : undefined,
        ]
      })}
      {of > rows.length && (
        <tr className="h-6">
          <td colSpan={columns} className="p-0">
            <button
              type="button"
              className="type-small h-6 text-link hover:underline"
              style={{ marginLeft: indentPx(level) + 24 }}
              onClick={() => setLimit(limit * 4)}
            >
              show more: {countOf(of - rows.length, 'smaller function')}
            </button>
          </td>
        </tr>
      )}
    </>
  )
}

/** Deep stacks must leave room for names: the step shrinks, and ends. */
function indentPx(level: number): number {
  return Math.min(level - 1, 6) * 8 + Math.min(Math.max(level - 7, 0), 20) * 2
}

function Message({ columns, text }: { readonly columns: number; readonly text: string }): ReactElement {
  return (
    <tr className="h-6">
      <td colSpan={columns} className="type-small pl-6 text-ink-3">
        {text}
      </td>
    </tr>
  )
}

function select(name: string | undefined, selected: string | undefined): void {
  dispatch({ type: 'selected', name: name === selected ? undefined : name })
}

function placeOf(row: HTMLElement): { level: number; expandable: boolean; expanded: boolean } {
  return { level: Number(row.ariaLevel), expandable: row.ariaExpanded !== null, expanded: row.ariaExpanded === 'true' }
}

/** One row is in the tab order at a time. */
function focusRow(rows: readonly HTMLElement[], target: HTMLElement | undefined): void {
  if (!target) return
  for (const row of rows) row.tabIndex = row === target ? 0 : -1
  target.focus()
}
