/** The whole page takes dropped files and folders, and pasted dumps. The overlay says so while something hangs over it. */
import { type ReactElement, Suspense, useEffect, useState } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import type { FilesUse } from '../../state/sources/drop.ts'

const DropOverlay = lazyPart(() => import('./DropOverlay.tsx').then((module) => module.DropOverlay), null)

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
    <Suspense>
      <DropOverlay over={over} canCompare={canCompare} />
    </Suspense>
  )
}
