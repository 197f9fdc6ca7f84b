import { type ReactElement, type ReactNode, useRef } from 'react'
import { Button } from '../controls/Button.tsx'
import { Icon } from '../theme/Icon.tsx'

/** Two ways to the same: single files, or a whole folder. The names say nothing to us; the content does. */
export function FilePicker(props: {
  readonly onFiles: (files: readonly File[]) => void
  readonly children?: ReactNode
}): ReactElement {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const picked = (input: HTMLInputElement): void => {
    const list = [...(input.files ?? [])]
    // Picking the same file twice in a row is a change the browser would not report.
    input.value = ''
    if (list.length > 0) props.onFiles(list)
  }
  const input = { type: 'file', multiple: true, className: 'hidden', tabIndex: -1, 'aria-hidden': true } as const
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <Button look="strong" data-autofocus="" onClick={() => files.current?.click()}>
          <Icon name="file" /> Open files
        </Button>
        <Button onClick={() => folder.current?.click()}>
          <Icon name="folder" /> Open a folder
        </Button>
      </div>
      <p className="type-small text-ink-3">
        Any mix of pprof, JFR, py-spy, tracemalloc, folded stacks, speedscope, V8 and Firefox profiles, also a recording
        folder, a .zip or a .tar.gz. Recognised by content.
      </p>
      {props.children}
      <input ref={files} {...input} data-pick="files" onChange={(event) => picked(event.currentTarget)} />
      <input
        ref={folder}
        {...input}
        data-pick="folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => picked(event.currentTarget)}
      />
    </div>
  )
}
