/** The banner before there is a verdict. Loading, failed and nothing chosen are three different things and read so. */
import type { ReactElement, ReactNode } from 'react'
import { Button } from '../controls/Button.tsx'
import { Icon, type IconName } from '../theme/Icon.tsx'

function Shell(props: {
  readonly icon: IconName
  readonly title: string
  readonly children: ReactNode
  readonly hatched?: boolean
}): ReactElement {
  return (
    <section
      aria-labelledby="verdict"
      className="grid min-h-[119px] flex-none grid-cols-[60px_minmax(0,1fr)] overflow-hidden rounded-panel border border-line bg-surface-2"
    >
      <div
        className={`grid place-items-center border-r border-line text-ink-2 ${props.hatched === true ? 'hatch' : 'bg-surface-3'}`}
      >
        <Icon name={props.icon} size={30} />
      </div>
      <div className="flex min-w-0 flex-col justify-center gap-1 px-4 py-2">
        <h1 id="verdict" className="type-verdict text-ink-2">
          {props.title}
        </h1>
        {props.children}
      </div>
    </section>
  )
}

export function LoadingBanner(props: {
  readonly what: string
  readonly share?: number | undefined
  /** Offered where there is something to give up. */
  readonly onCancel?: (() => void) | undefined
}): ReactElement {
  const percent = props.share === undefined ? undefined : Math.round(props.share * 100)
  return (
    <Shell icon="clock" title="Reading the profiles" hatched>
      <p className="text-[16px]/6 break-words text-ink-1 tabular-nums" data-progress>
        {props.what}
      </p>
      <div className="flex min-h-7 items-center gap-3">
        {/* Without a value it would move by itself, and each of its frames takes time from what it waits for. */}
        {percent !== undefined && (
          <progress
            className="h-1.5 w-64 min-w-0 accent-[var(--link)]"
            aria-label="Progress"
            max={100}
            value={percent}
          />
        )}
        {props.onCancel && (
          <Button className="shrink-0" onClick={props.onCancel}>
            Cancel
          </Button>
        )}
      </div>
    </Shell>
  )
}

export function FailedBanner(props: {
  readonly sentence: string
  readonly title?: string | undefined
  readonly children?: ReactNode
}): ReactElement {
  return (
    <Shell icon="warning" title={props.title ?? 'Could not read this'} hatched>
      <p role="alert" className="max-w-[60rem] text-[16px]/6 break-words text-ink-1">
        {props.sentence}
      </p>
      {props.children !== undefined && <div className="flex flex-wrap items-center gap-2">{props.children}</div>}
    </Shell>
  )
}
