/** Parts of a whole in one line. What they are is in words beside it: the fills only tell neighbours apart. */
import type { ReactElement } from 'react'

export interface BarPart {
  readonly key: string
  readonly share: number
  /** Not seen, or nothing to do: hatched. */
  readonly open?: boolean
}

/** By place, not by kind: neighbours differ by lightness, which every eye sees. */
const fills = ['bg-ink-2', 'bg-lock', 'bg-ink-3', 'bg-cpu', 'bg-heap'] as const

export function StackedBar(props: { readonly parts: readonly BarPart[]; readonly label: string }): ReactElement {
  const { parts, label } = props
  return (
    <>
      <span className="sr-only">{label}</span>
      <div
        aria-hidden="true"
        title={label}
        className="flex h-[5px] gap-px overflow-hidden rounded-frame bg-surface-3 forced-color-adjust-none"
      >
        {parts.map(({ key, share, open }, index) => (
          <span
            key={key}
            className={open === true ? 'hatch' : fills[index % fills.length]}
            style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }}
          />
        ))}
      </div>
    </>
  )
}
