/** Function names as tools write them, brought to one spelling before they are compared whole. */

/**
 * Drops what is not the function: address offsets, a trailing " (file:line)", compiler clones, perf's kind marks,
 * Rust's hash, a leading "module!", Pyroscope's "path:line - " and Node's "file:func:line".
 */
export function normaliseFrameName(name: string): string {
  let text = name
  // Most names have nothing to drop; the scan for a telling character is cheaper than eight expressions.
  if (!/[+(!:_.@\s<]/.test(text)) return text
  // Looking for one character costs next to nothing, an expression that does not fit costs a scan of the name.
  if (text.includes(':')) {
    text = text.replace(/^\S+:-?\d+ - /, '')
    const node = /^\.{0,2}[^\s:]*[./][^\s:]*:([^\s:]+):\d+$/.exec(text)
    if (node?.[1] !== undefined) text = node[1]
    if (text.endsWith(')')) text = text.replace(/\s\([^()]*:\d+\)$/, '')
  }
  if (text.includes('+')) text = text.replace(/\+0x[0-9a-f]+$/i, '')
  if (text.endsWith(']')) text = text.replace(/_\[[kji01]\]$/, '')
  if (text.includes('@')) text = text.replace(/@(@?[A-Z]\w*_[\w.]+|plt)$/, '')
  if (text.endsWith(']')) text = text.replace(/(?: \[(?:clone [^\]]*|inlined)\])+$/, '')
  if (/[.](?:cold|\d+)$/.test(text)) text = text.replace(/(?:\.(?:constprop|isra|part|llvm)\.\d+|\.cold)+$/, '')
  if (text.includes('::h')) text = text.replace(/::h[0-9a-f]{16}$/, '')
  // Rust of today writes methods of a type itself as `<a::Type>::method`.
  if (text.startsWith('<')) text = text.replace(/^<([\w:]+)>::/, '$1::')
  return text
}

/** Without what it is called with: `malloc(unsigned long)`. The same text where brackets are no list of arguments at its end. */
export function withoutArguments(name: string): string {
  const text = name.replace(/ (?:const|volatile|&&?)$/, '')
  if (!text.endsWith(')')) return name
  let depth = 0
  for (let at = text.length - 1; at > 0; at--) {
    if (text[at] === ')') depth++
    else if (text[at] === '(' && --depth === 0) return /[\w\]>~]/.test(text[at - 1]!) ? text.slice(0, at) : name
  }
  return name
}

/** Without "module!" in front, as Windows and .NET tools write it. */
export function withoutModule(name: string): string {
  const bang = name.indexOf('!')
  return bang > 0 && /^[\w.-]+$/.test(name.slice(0, bang)) ? name.slice(bang + 1) : name
}
