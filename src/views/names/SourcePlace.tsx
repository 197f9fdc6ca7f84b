/** "place.go:42", the whole path in its title; a link where the repository and the revision are known. */
import type { ReactElement } from 'react'
import { useSourceLinks } from '../../state/queries/sourceLinks.ts'
import { visibleName } from './visibleName.ts'

export function SourcePlace(props: {
  readonly place: string
  /** Room for the whole path. */
  readonly whole?: boolean
  /** Letters of its file and line; of a longer one the middle is left out. */
  readonly longest?: number
  /** In a long list the keyboard does not stop at every link. */
  readonly tabStop?: boolean
}): ReactElement | undefined {
  const { place, whole = false, longest = 60, tabStop = true } = props
  const linkOf = useSourceLinks()
  if (place === '') return undefined
  const full = visibleName(place, 240)
  const text = <bdi dir="ltr">{whole ? full : visibleName(place.split('/').at(-1) ?? place, longest)}</bdi>
  const link = linkOf(place)
  if (link === undefined) return <span title={full}>{text}</span>
  return (
    <a
      href={link}
      title={`${full}: open in its repository`}
      target="_blank"
      rel="noreferrer"
      tabIndex={tabStop ? 0 : -1}
      className="text-link hover:underline"
    >
      {text}
    </a>
  )
}
