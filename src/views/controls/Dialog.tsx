import { type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { Button } from './Button.tsx'

/** The browser's own modal dialog: focus stays inside, Escape closes, focus returns. */
export function Dialog(props: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className="m-auto max-h-[85dvh] w-[min(44rem,calc(100vw-2rem))] overflow-y-auto rounded-panel border border-line-strong bg-surface-1 p-4 text-ink-2"
      onClose={props.onClose}
    >
      <div className="mb-3 flex items-center justify-between">
        <h2 id={id} className="type-title text-ink-1">
          {props.title}
        </h2>
        <Button look="quiet" square aria-label="Close" onClick={props.onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {props.children}
    </dialog>
  )
}
