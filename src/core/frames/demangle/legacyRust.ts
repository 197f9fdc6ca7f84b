/** Rust's first mangling: C++'s nesting with escapes of its own and a hash at the end, which nobody wants to see. */

const escapes: Readonly<Record<string, string>> = {
  SP: '@',
  BP: '*',
  RF: '&',
  LT: '<',
  GT: '>',
  LP: '(',
  RP: ')',
  C: ',',
}

/** Undefined for what is no such name. */
export function legacyRust(mangled: string): string | undefined {
  if (!/17h[0-9a-f]{16}E$/.test(mangled) || !mangled.startsWith('_ZN')) return undefined
  const parts: string[] = []
  let at = 3
  while (mangled[at] !== 'E') {
    const digits = /^\d{1,4}/.exec(mangled.slice(at, at + 4))?.[0]
    if (digits === undefined) return undefined
    const from = at + digits.length
    at = from + Number(digits)
    if (at >= mangled.length) return undefined
    parts.push(mangled.slice(from, at))
  }
  if (at !== mangled.length - 1) return undefined
  return parts.slice(0, -1).map(unescaped).join('::')
}

function unescaped(part: string): string {
  const text = part.startsWith('_$') ? part.slice(1) : part
  return text
    .replace(/\$(?:u([0-9a-f]{1,6})|([A-Z]{1,2}))\$/g, (whole, code: string | undefined, name: string | undefined) => {
      if (name !== undefined) return escapes[name] ?? whole
      const point = Number.parseInt(code ?? '', 16)
      return point <= 0x10ffff && point >= 0x20 ? String.fromCodePoint(point) : whole
    })
    .replaceAll('..', '::')
}
