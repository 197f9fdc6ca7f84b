/** Source, service, window on the left; search, compare, share and the reader's own switches on the right. */
import { type ReactElement, type ReactNode, useState } from 'react'
import { Button } from '../controls/Button.tsx'
import { setTheme, useTheme } from '../theme/theme.ts'
import { Icon } from '../theme/Icon.tsx'

export interface HeaderProps {
  readonly source: ReactNode
  readonly window?: ReactNode
  /** "ended 14 min ago" */
  readonly age?: string | undefined
  readonly ageTitle?: string | undefined
  readonly search: ReactNode
  /** Menus of other parts; empty until there is something to compare or share. */
  readonly compare?: ReactNode
  readonly share?: ReactNode
  readonly onHelp: () => void
}

export function Header(props: HeaderProps): ReactElement {
  return (
    <header className="sticky top-0 z-20 flex min-h-11 flex-none flex-wrap items-center gap-2 border-b border-line bg-surface-0 px-4 py-1.5 print:static">
      <SkipToVerdict />
      <a
        href="./"
        className="mr-1.5 inline-flex items-center gap-[7px] rounded-control text-[14px] font-semibold text-ink-1"
      >
        <Icon name="logo" size={18} />
        Trifold
      </a>
      {props.source}
      {props.window}
      {props.age !== undefined && (
        <span className="flex-none whitespace-nowrap text-ink-3 max-full:hidden" title={props.ageTitle}>
          {props.age}
        </span>
      )}
      {/* On a narrow screen a row of its own from the start: what is above it comes later, and would push it down. An embed has room for both. */}
      <div
        className={`no-print flex min-w-0 grow items-center justify-end gap-2 ${props.compare === undefined ? '' : 'max-[64rem]:basis-full'}`}
      >
        {props.search}
        {props.compare}
        {props.share}
        <ThemeSwitch />
        <Button square aria-label="Keys and help" title="Keys and help (?)" onClick={props.onHelp}>
          ?
        </Button>
      </div>
    </header>
  )
}

/** The first stop of the Tab key, seen while it is there: past what chooses, to the verdict. The # of a link holds the view, so no anchor. */
export function SkipToVerdict(): ReactElement {
  const [here, setHere] = useState(false)
  return (
    <span className={here ? 'absolute top-0.5 left-1 z-30' : 'sr-only'}>
      <Button look="strong" onFocus={() => setHere(true)} onBlur={() => setHere(false)} onClick={toMain}>
        Skip to the verdict
      </Button>
    </span>
  )
}

/** Can have the focus for this once: a press on its empty parts must not take it from elsewhere. */
function toMain(): void {
  const main = document.querySelector('main')
  if (main === null) return
  main.tabIndex = -1
  main.addEventListener('blur', () => main.removeAttribute('tabindex'), { once: true })
  main.focus()
}

export function ThemeSwitch(): ReactElement {
  const theme = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <Button square aria-label={`Switch to ${other}`} title={`Switch to ${other}`} onClick={() => setTheme(other)}>
      <Icon name={theme === 'dark' ? 'moon' : 'sun'} />
    </Button>
  )
}
