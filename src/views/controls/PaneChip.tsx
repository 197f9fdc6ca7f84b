/** "LOCK": which pane to look at, by name and icon first, by hue second. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import type { LookAt } from '../../core/diagnosis/diagnosis.ts'
import { Icon } from '../theme/Icon.tsx'

export const paneNames: Readonly<Record<PaneId, string>> = { cpu: 'CPU', heap: 'Heap', lock: 'Lock' }
export const paneInk: Readonly<Record<PaneId, string>> = { cpu: 'text-cpu', heap: 'text-heap', lock: 'text-lock' }

const targets: Readonly<Record<Exclude<LookAt, 'none'>, { readonly pane: PaneId; readonly text: string }>> = {
  cpu: { pane: 'cpu', text: 'CPU' },
  heap_live: { pane: 'heap', text: 'HEAP live' },
  heap_alloc: { pane: 'heap', text: 'HEAP alloc' },
  lock: { pane: 'lock', text: 'LOCK' },
}

export function lookAtPane(lookAt: LookAt): PaneId | undefined {
  return lookAt === 'none' ? undefined : targets[lookAt].pane
}

export function PaneChip(props: {
  readonly lookAt: Exclude<LookAt, 'none'>
  readonly onPress?: ((pane: PaneId) => void) | undefined
}): ReactElement {
  const { pane, text } = targets[props.lookAt]
  const look = `inline-flex h-5 items-center gap-1.5 rounded-[4px] border border-current px-1.5 text-[12px] font-bold ${paneInk[pane]}`
  const content = (
    <>
      <Icon name={pane} size={14} />
      {text}
    </>
  )
  const { onPress } = props
  if (!onPress) return <span className={look}>{content}</span>
  return (
    // The line is 22 px high; the invisible edge makes the target 24.
    <button type="button" className={`relative before:absolute before:-inset-1 ${look}`} onClick={() => onPress(pane)}>
      {content}
    </button>
  )
}
