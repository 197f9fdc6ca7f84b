/** One function along the time of both sides, A and B marked below the line. */
import type { ReactElement } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ChangeLine } from '../../core/diff/comparison.ts'
import { Spark } from '../controls/Spark.tsx'

export interface ChangeSparkProps {
  readonly line: ChangeLine
  readonly base: TimeWindow
  readonly head: TimeWindow
  readonly zone: string
}

export function ChangeSpark({ line, base, head, zone }: ChangeSparkProps): ReactElement {
  return (
    <Spark
      line={line}
      windows={[
        { key: 'A', window: base, look: 'dashed' },
        { key: 'B', window: head, look: 'solid' },
      ]}
      zone={zone}
      along="Along the time of A and B"
    />
  )
}
