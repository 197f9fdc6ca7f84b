/** One search for all three panes. What is typed is searched as it is; a half-typed pattern is simply not one yet. */
import type { ReactElement, Ref } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { SearchSteps, useMatches } from './SearchSteps.tsx'

export interface SearchBoxProps {
  readonly text: string
  readonly isRegex: boolean
  readonly onSearch: (text: string, isRegex: boolean) => void
  readonly ref?: Ref<HTMLInputElement>
}

export function SearchBox({ text, isRegex, onSearch, ref }: SearchBoxProps): ReactElement {
  const matches = useMatches()
  const unfinished = isRegex && text !== '' && !isPattern(text)
  return (
    <search
      className={`flex h-7 w-24 grow items-center gap-0.5 rounded-control border border-line bg-surface-1 pl-1.5 text-ink-3 has-[input:focus-visible]:shadow-(--focus-ring) ${text === '' ? 'max-w-[186px]' : 'max-w-[230px]'}`}
    >
      <Icon name="search" />
      <input
        ref={ref}
        type="text"
        id="search"
        aria-label={`Search functions in all three panes, as ${isRegex ? 'regular expression' : 'plain text'}`}
        aria-invalid={unfinished}
        title={unfinished ? 'Not a complete pattern yet' : undefined}
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        className="w-full min-w-0 bg-transparent text-ink-1 shadow-none!"
        value={text}
        onChange={(event) => onSearch(event.target.value, isRegex)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') matches?.step(event.shiftKey ? -1 : 1)
          if (event.key !== 'Escape') return
          event.stopPropagation()
          if (text === '') event.currentTarget.blur()
          else onSearch('', isRegex)
        }}
      />
      <button
        type="button"
        aria-pressed={isRegex}
        aria-label="Regular expression"
        title="Regular expression"
        className={`grid h-6 min-w-6 place-items-center rounded-[4px] font-mono text-[12px] ${isRegex ? 'bg-surface-3 text-ink-1' : 'hover:text-ink-1'} ${unfinished ? 'underline decoration-dotted' : ''}`}
        onClick={() => onSearch(text, !isRegex)}
      >
        .*
      </button>
      {text !== '' && <SearchSteps />}
      {text === '' && (
        <kbd className="rounded-[3px] border border-line px-1 text-[11px]/4 max-full:hidden" aria-hidden="true">
          /
        </kbd>
      )}
    </search>
  )
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== ''
  } catch {
    return false
  }
}
