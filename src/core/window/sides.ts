/** A file that is a difference holds two profiles of two times. One window shows one of them; adding them up means nothing. */
import type { Capture } from './capture.ts'
import type { Caution } from './caution.ts'
import type { FlowPart } from './flow.ts'

/** Base sides go where their head side is there too; a base that was picked alone is what was asked for. */
export function withoutBases(captures: readonly Capture[]): readonly Capture[] {
  const heads = new Set(captures.filter(({ side }) => side === 'head').map(({ hash }) => hash))
  return heads.size === 0 ? captures : captures.filter(({ side, hash }) => side !== 'base' || !heads.has(hash))
}

export function sideCautions(parts: readonly FlowPart[]): readonly Caution[] {
  const found = new Map<string, Caution>()
  for (const { capture } of parts) {
    const { side, file } = capture
    if (side !== undefined) found.set(`${side} ${file}`, { id: 'one-side', file, side })
  }
  return [...found.values()]
}

/** True when captures are the two sides of differences and nothing else: they are to be compared, not looked at one by one. */
export function isDifference(captures: readonly Pick<Capture, 'side'>[]): boolean {
  const sides = new Set(captures.map(({ side }) => side))
  return sides.size === 2 && sides.has('base') && sides.has('head')
}
