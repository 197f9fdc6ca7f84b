/** Where profiles come from, as keys of a link; those of a base have a prefix. */
import { formatTold, parseTold } from '../window/told.ts'
import { escape, unescape } from './values.ts'
import type { SourceRef } from './view.ts'

export type Push = (key: string, value: string | undefined) => void

export function pushSource(push: Push, prefix: string, source: SourceRef | undefined): void {
  if (!source) return
  switch (source.kind) {
    case 'recording':
    case 'snapshot':
      return push(`${prefix}src`, `${source.kind}:${escape(source.url)}`)
    case 'files':
      push(`${prefix}src`, 'files')
      return push(
        `${prefix}files`,
        source.files
          .map(
            ({ name, hash, told, of }) =>
              `${escape(name)}@${hash}${told ? `:${formatTold(told)}` : ''}${of === undefined ? '' : `~${of}`}`,
          )
          .join(';'),
      )
    case 'store':
      push(`${prefix}src`, `store:${escape(source.name)}`)
      push(`${prefix}service`, escape(source.service))
      for (const [label, value] of Object.entries(source.selector)) push(`${prefix}l.${escape(label)}`, escape(value))
  }
}

export function parseSource(keys: ReadonlyMap<string, string>, prefix: string): SourceRef | undefined {
  const text = keys.get(`${prefix}src`)
  if (text === undefined) return undefined
  if (text === 'files') {
    const files = (keys.get(`${prefix}files`) ?? '').split(';').flatMap((entry) => {
      const [, escaped, hash = '', toldText = '', of] =
        /^(.+)@([0-9a-f]{64})(?::([\w:]+))?(?:~([0-9a-f]{8}))?$/.exec(entry) ?? []
      const name = unescape(escaped)
      const told = parseTold(toldText)
      return name === undefined ? [] : [{ name, hash, ...(told ? { told } : {}), ...(of === undefined ? {} : { of }) }]
    })
    return { kind: 'files', files }
  }
  const [, kind, rest] = /^(recording|snapshot|store):(.*)$/.exec(text) ?? []
  const value = unescape(rest)
  if (kind === undefined || value === undefined) return undefined
  if (kind === 'recording' || kind === 'snapshot') return { kind, url: value }
  const selector: [string, string][] = []
  for (const [key, label] of keys) {
    if (key.startsWith(`${prefix}l.`)) selector.push([key.slice(prefix.length + 2), unescape(label) ?? label])
  }
  return {
    kind: 'store',
    name: value,
    service: unescape(keys.get(`${prefix}service`)) ?? '',
    selector: Object.fromEntries(selector),
  }
}
