import { nameByPlace } from '../../frames/anonymous.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { asNumber, asRecord, asText } from '../json.ts'

/** V8's `callFrame`: `{ functionName, url, lineNumber }`, lines counted from 0. Functions without a name get their place. */
export function v8Frame(builder: ProfileBuilder, callFrame: unknown): number {
  const frame = asRecord(callFrame)
  const url = asText(frame?.['url']) ?? ''
  const path = url.startsWith('file://') ? url.slice('file://'.length) : url
  const query = path.search(/[?#]/)
  const file = query < 0 ? path : path.slice(0, query)
  const line = (asNumber(frame?.['lineNumber']) ?? -1) + 1
  const name = asText(frame?.['functionName']) ?? ''
  if (name !== '') return builder.frame(nameByPlace(name, file, line), file, line)
  return builder.frame(nameByPlace('(anonymous)', file, line), file, line)
}
