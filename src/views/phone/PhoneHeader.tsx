import type { ReactElement, ReactNode } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { SkipToVerdict, ThemeSwitch } from '../header/Header.tsx'
import { useOnItsSide } from './useOnItsSide.ts'

/** Brand and source, share and theme; the window, which the reader checks first, and what to compare it with. On its side all in one. */
export function PhoneHeader(props: {
  readonly source: ReactNode
  readonly window?: ReactNode
  /** "Sun 22 Nov 2026 · 3 min 28 s": what the window's own label has no room for. */
  readonly when?: string | undefined
  readonly compare?: ReactNode
  readonly share?: ReactNode
}): ReactElement {
  const aside = useOnItsSide()
  // On its side the day stands in the window's own label, and the theme is the one chosen upright.
  return (
    <header className="px-4">
      <SkipToVerdict />
      <div className="flex h-13 items-center gap-2">
        <a href="./" aria-label="Trifold" className="inline-flex h-11 min-w-6 items-center rounded-control text-ink-1">
          <Icon name="logo" size={18} />
        </a>
        <div className="flex min-w-0 flex-1 items-center gap-1">{props.source}</div>
        {aside && props.window}
        <div className="no-print flex flex-none items-center gap-2">
          {aside && props.compare}
          {props.share}
          {!aside && <ThemeSwitch />}
        </div>
      </div>
      {!aside && (
        // Beside the window Compare has room for its word alone; on a screen of less than 360 px it goes below.
        <div className="flex flex-wrap items-center gap-x-2 pb-1.5">
          <div className="max-w-full [&_[aria-expanded]]:px-0">
            {props.window}
            {props.when !== undefined && (
              <span
                className={`block text-[11px] leading-[14px] text-ink-3 ${props.compare === undefined ? '' : 'pl-12'}`}
              >
                {props.when}
              </span>
            )}
          </div>
          <div className="no-print ml-auto [&_[aria-expanded]]:px-2 [&_[aria-expanded]>svg]:hidden">
            {props.compare}
          </div>
        </div>
      )}
    </header>
  )
}
