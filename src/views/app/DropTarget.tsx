/** The whole page takes dropped files and folders, and pasted dumps. The overlay says so while something hangs over it. */
import { type ReactElement, useEffect, useState } from 'react'
import { Icon } from '../theme/Icon.tsx'

export function DropTarget({
  onTransfer,
}: {
  readonly onTransfer: (transfer: DataTransfer) => void
}): ReactElement | null {
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth++
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hang = (event: DragEvent): void => {
      // Without this the browser would leave the page and show the file.
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      depth = 0
      setOver(false)
      onTransfer(event.dataTransfer)
    }
    const paste = (event: ClipboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea') !== null
      if (!typing && event.clipboardData) onTransfer(event.clipboardData)
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
  }, [onTransfer])
  if (!over) return null
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-surface-0/85 p-6">
      <div className="grid h-full w-full place-content-center justify-items-center gap-2 rounded-panel border-2 border-dashed border-line-strong text-ink-1">
        <Icon name="file" size={30} />
        <p className="type-verdict">Drop profiles here</p>
        <p className="text-ink-2">Files, a folder or a .zip. They stay in this browser.</p>
      </div>
    </div>
  )
}
