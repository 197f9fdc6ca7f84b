/** Says where what hangs over the page would go. */
import type { ReactElement } from 'react'
import type { FilesUse } from '../../state/sources/drop.ts'
import { Icon } from '../theme/Icon.tsx'

export function DropOverlay(props: { readonly over: FilesUse; readonly canCompare: boolean }): ReactElement {
  const { over, canCompare } = props
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid auto-cols-fr grid-flow-col gap-4 bg-surface-0/85 p-6">
      <Half title={canCompare ? 'Open instead' : 'Drop profiles here'} lit={over === 'show'}>
        Files, a folder, a .zip or a .tar.gz. They stay in this browser.
      </Half>
      {canCompare && (
        <Half title="Compare" lit={over === 'base'}>
          Held against what is on screen. They stay in this browser.
        </Half>
      )}
    </div>
  )
}

function Half(props: { readonly title: string; readonly lit: boolean; readonly children: string }): ReactElement {
  const look = props.lit ? 'border-line-strong bg-surface-2 text-ink-1' : 'border-line text-ink-2'
  return (
    <div
      className={`grid h-full place-content-center justify-items-center gap-2 rounded-panel border-2 border-dashed p-3 text-center ${look}`}
    >
      <Icon name="file" size={30} />
      <p className="type-verdict">{props.title}</p>
      <p className="text-ink-2">{props.children}</p>
    </div>
  )
}
