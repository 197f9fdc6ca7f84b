import type { Story } from '../diagnosis/story.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { ComparableSide } from './comparability.ts'

export interface WindowToCompare extends ComparableSide {
  readonly story: Story
  /** The window cut into consecutive parts, for the yardstick; may be empty. */
  readonly blocks: readonly WindowProfiles[]
  /** All runs of this side, two or more, where there are several; `profiles` is then only the last of them. */
  readonly runs?: readonly WindowProfiles[]
}
