import type { TimeWindow } from '../../core/base/units.ts'

export interface NamedRange extends TimeWindow {
  readonly name: string
}

export interface WindowControlProps {
  readonly window: TimeWindow
  readonly zone: string
  /** "incident", "healthy" … of the recording, and the whole of it. */
  readonly picks: readonly NamedRange[]
  readonly onWindow?: ((window: TimeWindow) => void) | undefined
  readonly onZone: (zone: string) => void
}
