/** Since when, after the sentence; until the line has been read, its room. */
import type { ReactElement, ReactNode } from 'react'

export function Since(props: {
  readonly since: string | undefined
  readonly room: string | undefined
  readonly act: ReactNode
}): ReactElement | null {
  const { since, room, act } = props
  if (since === undefined)
    return room === undefined ? null : (
      <span aria-hidden="true" style={{ visibility: 'hidden' }}>
        {' '}
        {room}
      </span>
    )
  return (
    <>
      <span data-since> {since}</span> {act}
    </>
  )
}
