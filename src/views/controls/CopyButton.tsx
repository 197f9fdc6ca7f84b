/** Copies a text and says so in its own label: no toast, nothing to chase. */
import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { Button, type ButtonLook } from './Button.tsx'
import { copyText } from './copyText.ts'

export function CopyButton(props: {
  readonly text: string | (() => string | Promise<string>)
  readonly children: ReactNode
  readonly look?: ButtonLook
  readonly name?: string
  readonly small?: boolean
}): ReactElement {
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), 2500)
    return () => clearTimeout(timer)
  }, [state])

  const copy = async (): Promise<void> => {
    try {
      const text = typeof props.text === 'string' ? props.text : await props.text()
      setState((await copyText(text)) ? 'done' : 'failed')
    } catch {
      setState('failed')
    }
  }

  return (
    <Button
      look={props.look ?? 'plain'}
      small={props.small ?? false}
      aria-label={props.name}
      onClick={() => void copy()}
    >
      <Icon name={state === 'done' ? 'held' : 'copy'} size={14} />
      <span aria-live="polite">
        {state === 'done' ? 'Copied' : state === 'failed' ? 'Could not copy: select the text by hand' : props.children}
      </span>
    </Button>
  )
}
