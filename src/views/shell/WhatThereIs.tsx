/** Under what could not be opened: everything that can, so that whoever followed a link is not left with a sentence. */
import type { ReactElement } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import { SourceMenu } from './SourceMenu.tsx'

export interface WhatThereIsProps {
  /** A link named this store and nothing that it has; `window`: at that time. */
  readonly store?: string | undefined
  readonly window?: TimeWindow | undefined
}

export function WhatThereIs(props: WhatThereIsProps): ReactElement {
  return (
    <section
      aria-labelledby="what-there-is"
      className="w-full max-w-[46rem] rounded-panel border border-line bg-surface-1 p-4"
    >
      <h2 id="what-there-is" className="type-title mb-2 text-ink-1">
        What there is
      </h2>
      <SourceMenu {...props} onDone={() => undefined} />
    </section>
  )
}
