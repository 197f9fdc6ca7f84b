import type { OpenedSource } from './openedSource.ts'

/** Enough to tell two sources apart: two builds of one service differ in what the recording calls itself. */
export function sourceTitle({ ref, service, title }: OpenedSource): string {
  if (ref.kind !== 'store') return title === service ? service : `${service} · ${title}`
  const labels = Object.entries(ref.selector).map(([name, value]) => `${name}=${value}`)
  return [title, ...labels].join(' · ')
}
