/** What a drawing needs of XML and HTML: tags one after another, in one pass over the text, and the text between two of them. */

export interface Tag {
  /** "rect", "/title" */
  readonly name: string
  readonly attributes: string
  /** Where its text begins. */
  readonly end: number
}

/** Calls `onTag` for each tag; quotes hold angle brackets, comments and scripts are stepped over. */
export function forEachTag(text: string, onTag: (tag: Tag) => void): void {
  let at = 0
  for (;;) {
    const open = text.indexOf('<', at)
    if (open < 0) return
    if (text.startsWith('<!--', open)) {
      at = after(text, '-->', open)
      continue
    }
    if (text.startsWith('<![CDATA[', open)) {
      at = after(text, ']]>', open)
      continue
    }
    const close = endOfTag(text, open + 1)
    const inside = text.slice(open + 1, close)
    const space = inside.search(/[\s/>]/) === 0 ? inside.slice(1).search(/[\s/>]/) + 1 : inside.search(/[\s/]/)
    const name = (space > 0 ? inside.slice(0, space) : inside).toLowerCase()
    at = close + 1
    // In HTML a script is no markup, whatever it compares.
    if (name === 'script' || name === 'style') at = after(text, `</${name}`, at)
    else onTag({ name, attributes: space > 0 ? inside.slice(space) : '', end: at })
    if (close >= text.length) return
  }
}

function after(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from)
  return found < 0 ? text.length : found + what.length
}

function endOfTag(text: string, from: number): number {
  let quote = ''
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at)
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '>') return at
  }
  return text.length
}

/** Value of an attribute; `name` as it stands, prefix and all. */
export function attribute(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(`${name}=`)
  while (at > 0 && !/\s/.test(attributes.charAt(at - 1))) at = attributes.indexOf(`${name}=`, at + 1)
  if (at < 0) return undefined
  const quote = attributes.charAt(at + name.length + 1)
  if (quote !== '"' && quote !== "'") return undefined
  const end = attributes.indexOf(quote, at + name.length + 2)
  return end < 0 ? undefined : unescapeXml(attributes.slice(at + name.length + 2, end))
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' }

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{2,6}));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name] ?? whole
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
