import type { ReactElement, ReactNode } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { SkipToVerdict, ThemeSwitch } from '../header/Header.tsx'
import { useOnItsSide } from './useOnItsSide.ts'

/** Brand and source, share and theme; the window on a line of its own, because it is what the reader checks first. On its side all in one. */
export function PhoneHeader(props: {
  readonly source: ReactNode
  readonly window?: ReactNode
  readonly age?: string | undefined
  readonly compare?: ReactNode
  readonly share?: ReactNode
}): ReactElement {
  const aside = useOnItsSide()
  // The day stands in the window's own label there; the theme is that of the system, or chosen upright.
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
        <div className="flex flex-wrap items-center gap-x-2 pb-1.5">
          {props.window}
          {props.age !== undefined && <span className="text-ink-3">{props.age}</span>}
          <div className="no-print ml-auto">{props.compare}</div>
        </div>
      )}
    </header>
  )
}
