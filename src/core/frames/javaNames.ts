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

/** `java/util/HashMap.put`, as async-profiler writes methods, → `java.util.HashMap.put`: so that files of one JVM name one function. */
export function javaFrameName(said: string): string {
  // A path of a library begins with a slash, or has a dot before its last one.
  if (!/^[\w$-]+\//.test(said)) return said
  const dot = said.lastIndexOf('.')
  return dot < said.lastIndexOf('/') ? javaClassName(said) : `${javaClassName(said.slice(0, dot))}${said.slice(dot)}`
}

const sourceFile = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|[ch](?:c|pp)?|vue|php|ex)$/

/** The same where a file does not say that it is of a JVM: packages in small letters, a class with a capital, a method. */
export const isJavaFrame = (name: string): boolean =>
  /^(?:[a-z_][\w-]*\/)+[A-Z][\w$]*(?:[.+/]0x[0-9a-f]+)?\.(?:[\w$]+|<\w+>)$/.test(name) && !sourceFile.test(name)

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
