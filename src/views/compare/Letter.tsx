/** A is outlined, B is filled: told apart without colour. */
import type { ReactElement } from 'react'

export function Letter({ of }: { readonly of: 'A' | 'B' }): ReactElement {
  const look = of === 'A' ? 'border-ink-2 text-ink-1' : 'border-ink-1 bg-ink-1 text-surface-0'
  return (
    <span
      aria-label={of === 'A' ? 'A, base' : 'B, head'}
      className={`inline-grid h-[18px] w-[18px] flex-none place-items-center rounded-[3px] border text-[11px]/none font-semibold ${look}`}
    >
      {of}
    </span>
  )
}
