/** Names of Java classes, the same from every format. */

/**
 * `java/util/HashMap$Node` → `java.util.HashMap$Node`; `[B` → `byte[]`. Numbers that differ from run to run are taken off
 * generated classes, so that windows compare: `Shop$$Lambda$14/0x0000000800c3c18` → `Shop$$Lambda`.
 */
export function javaClassName(name: string): string {
  let dimensions = 0
  while (dimensions < 255 && name[dimensions] === '[') dimensions += 1
  let element = name.slice(dimensions)
  if (dimensions > 0) {
    element = primitives[element] ?? (/^L.*;$/.test(element) ? element.slice(1, -1) : element)
  }
  const plain = element
    .replaceAll('/', '.')
    .replace(/\$\$Lambda.*$/, '$$$$Lambda')
    .replace(/(GeneratedMethodAccessor|GeneratedConstructorAccessor|\$Proxy)\d+$/, '$1')
    .replace(/(LambdaForm\$\w+)[./+].*$/, '$1')
  return plain + '[]'.repeat(dimensions)
}

const primitives: Readonly<Record<string, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
}
