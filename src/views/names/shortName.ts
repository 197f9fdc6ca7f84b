import { lastSegments } from './segments.ts'
import { visibleName } from './visibleName.ts'

/**
 * For one cell of a table: Go's import paths are long and their end says which, and what a type is made of (`[go.shape.string]`,
 * `<java.lang.String>`) says it least. The whole name belongs into the title.
 */
export function shortName(name: string, longest: number = 28): string {
  const visible = visibleName(name, 160)
  if (visible.length <= longest) return visible
  const end = lastSegments(visible, visible.includes('/') ? 3 : 2)
  return end.length > longest ? withoutTypeArguments(end) : end
}

/** The most of its last parts that has room: cut anywhere else, what is left is nobody's name. */
export function fittingName(name: string, longest: number): string {
  const short = shortName(name)
  return [short, lastSegments(short, 2), lastSegments(short, 1)].find(({ length }) => length <= longest) ?? short
}

/** Not what is a name itself (`<init>`, `(*Encoder)`), nor what is shorter than the sign for it. */
function withoutTypeArguments(name: string): string {
  let kept = ''
  let depth = 0
  let from = 0
  for (let at = 0; at < name.length; at++) {
    const character = name.charAt(at)
    if ((character === '[' || character === '<') && (depth > 0 || /\w/.test(name.charAt(at - 1)))) {
      if (depth === 0) {
        kept += name.slice(from, at)
        from = at
      }
      depth++
    } else if ((character === ']' || character === '>') && depth > 0) {
      depth--
      if (depth > 0) continue
      const whole = name.slice(from, at + 1)
      kept += whole.length > 5 ? `${whole.charAt(0)}…${character}` : whole
      from = at + 1
    }
  }
  return kept + name.slice(from)
}
