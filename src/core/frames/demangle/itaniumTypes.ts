/** How C++ writes types and names, once their parts are known. */

export interface Type {
  readonly left: string
  readonly right: string
  /** A function or an array: what points at it stands in brackets. */
  readonly isWrapped?: boolean
  /** Of a pack of template arguments. */
  readonly pack?: readonly Type[]
}

export const plain = (left: string): Type => ({ left, right: '' })
export const spelled = ({ left, right }: Type): string => `${left}${right}`

export function withArguments(name: string, list: string): string {
  return name.endsWith('<') ? `${name} ${list}` : `${name}${list}`
}

export function pointed({ left, right, isWrapped }: Type, mark: string, space = ''): Type {
  if (isWrapped !== true) return { left: `${left}${space}${mark}`, right }
  return { left: `${left}(${mark}`, right: `)${right.startsWith('[') ? ' ' : ''}${right}` }
}

/** A reference to a reference is one; to an rvalue only where both are. */
export function referred(type: Type, mark: '&' | '&&'): Type {
  const bare = /&+$/.exec(type.left)?.[0]
  if (bare === undefined || type.isWrapped === true) return pointed(type, mark)
  const both = bare === '&&' && mark === '&&' ? '&&' : '&'
  return { left: type.left.slice(0, -bare.length) + both, right: type.right }
}

/** The last part of a name, without its arguments. */
export function baseName(text: string): string {
  let depth = 0
  let end = text.length
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '>') depth++
    else if (text[at] === '<') {
      depth--
      if (depth === 0) end = at
    } else if (depth === 0 && text[at] === ':') return text.slice(at + 1, end)
  }
  return text.slice(0, end)
}
