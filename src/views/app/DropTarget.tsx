/** The whole page takes dropped files and folders, and pasted dumps. The overlay says so while something hangs over it. */
import { type ReactElement, useEffect, useState } from 'react'
import type { FilesUse } from '../../state/drop.ts'
import { Icon } from '../theme/Icon.tsx'

export interface DropTargetProps {
  /** There is something on screen that what is dropped can be held against: the right half of the page is for that. */
  readonly canCompare: boolean
  readonly onTransfer: (transfer: DataTransfer, use: FilesUse) => void
}

export function DropTarget({ canCompare, onTransfer }: DropTargetProps): ReactElement | null {
  const [over, setOver] = useState<FilesUse | undefined>()
  useEffect(() => {
    let depth = 0
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const meantAt = ({ clientX }: DragEvent): FilesUse => (canCompare && clientX > innerWidth / 2 ? 'base' : 'show')
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth++
      setOver(meantAt(event))
    }
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(undefined)
    }
    const hang = (event: DragEvent): void => {
      // Without this the browser would leave the page and show the file.
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(meantAt(event))
    }
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      depth = 0
      setOver(undefined)
      onTransfer(event.dataTransfer, meantAt(event))
    }
    const paste = (event: ClipboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea') !== null
      if (!typing && event.clipboardData) onTransfer(event.clipboardData, 'show')
    }
    document.addEventListener('dragenter', enter)
    document.addEventListener('dragleave', leave)
    document.addEventListener('dragover', hang)
    document.addEventListener('drop', drop)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('dragenter', enter)
      document.removeEventListener('dragleave', leave)
      document.removeEventListener('dragover', hang)
      document.removeEventListener('drop', drop)
      document.removeEventListener('paste', paste)
    }
  }, [canCompare, onTransfer])
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid auto-cols-fr grid-flow-col gap-4 bg-surface-0/85 p-6">
      <Half title={canCompare ? 'Open instead' : 'Drop profiles here'} lit={over === 'show'}>
        Files, a folder or a .zip. They stay in this browser.
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
