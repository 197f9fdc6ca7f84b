/**
 * Where a function lives and what its package is for: colour by purpose, own code marked.
 *
 *   encoding/json.(*Encoder).Encode     go       encoding/json      serde      not own
 *   payments.views.authorise            python   payments.views     own        own
 *   com.acme.OrderBook.match            jvm      com.acme           own        own
 *
 * Own is what is neither the language's runtime or standard library, nor installed (site-packages, node_modules, a module
 * cache), nor a known third party. The tables are in hueTable.ts.
 */
import type { Hue } from '../base/vocabulary.ts'
import { libraries, standard, thirdParty } from './hueTable.ts'
import { pythonModule } from './pythonNames.ts'

export interface FrameKind {
  /** Go import path, Java package, Python module, Rust crate, C++ namespace, npm package or file, .NET namespace; "" unknown. */
  readonly package: string
  readonly hue: Hue
  readonly own: boolean
}

export type Language = keyof typeof standard

const languageOfFile: readonly (readonly [RegExp, Language])[] = [
  [/\.(go|s)$/, 'go'],
  [/\.pyx?$|^<frozen |^<string>/, 'python'],
  [/\.(java|kt|scala|groovy|clj)$/, 'jvm'],
  [/\.rs$/, 'rust'],
  [/\.(c|cc|cpp|cxx|h|hh|hpp|m|mm|S)$/, 'native'],
  [/\.([cm]?[jt]sx?)(:|$)|^node:|^(file|https?|webpack):/, 'node'],
  [/\.(cs|fs|vb)$/, 'dotnet'],
]

/**
 * Only the shape of the name is left to go by. The order matters: each row has excluded the ones above it. The third column is what fits
 * nowhere without it: looking for it costs next to nothing.
 */
const languageOfName: readonly (readonly [RegExp, Language, string?])[] = [
  [/^(<|&|\[|dyn |impl )?[\w<&\s]*\b(std|core|alloc|tokio|serde\w*|hyper)::/, 'rust', '::'],
  [/::h[0-9a-f]{16}$|^<.* as .*>::/, 'rust', '::'],
  [/::|^\w+<.*>$|^_Z/, 'native'],
  [/^(System|Microsoft)\.|^[\w.]+!/, 'dotnet'],
  // Dots or slashes up to the class, never both: net/http.HandlerFunc is Go's.
  [/^(java|javax|jdk|sun|com|org|io|net|scala|kotlin|akka)(\.([\w$]+\.)*|\/([\w$]+\/)*)[A-Z]/, 'jvm'],
  [/^([a-z_][\w$]*\/)+[A-Z][\w$]*\.\w/, 'jvm', '/'],
  [
    /^[^\s(]*\/[^\s(/]*\.|^(main|runtime|sync|time|os|net|fmt|io|syscall|reflect|strings|bytes)\.|\.\(\*\w+\)\.|\.func\d+(\.|$)/,
    'go',
  ],
  [/^[a-z_]\w*(\.[a-z_<]\w*)+/, 'python'],
  // A module, a class, a method: logging.Handler.handle. Java has at least two packages in front.
  [/^[a-z_]\w*\.[A-Z]\w*\.[a-z_<]\w*$/, 'python'],
  [/^[A-Z]\w*(\.[A-Z<]\w*)+/, 'dotnet'],
]

/** A few microseconds each: fine for the two thousand boxes of a pane; keep the answers by name for more. */
export function describeFrame(fullName: string, fullFile = '', module = ''): FrameKind {
  // Names come from files and may be 100 kB long; what matters is at the start of a name and at the end of a path.
  const name = fullName.slice(0, 500)
  const file = fullFile.slice(-500)
  if (name.startsWith('[') || /\[(kernel|guest)[.\]]|vmlinux/.test(module))
    return { package: module, hue: 'runtime', own: false }
  // Machine code by its place: of the program itself, or of a library, whatever the library's name looks like.
  if (module !== '' && name.startsWith(`${module}+0x`)) {
    const isLibrary = !isProgram(module)
    const library = isLibrary ? packageKind('native', packageOf('native', '', '', module)).library : undefined
    return isLibrary
      ? { package: module, hue: library ?? 'runtime', own: false }
      : { package: module, hue: 'own', own: true }
  }
  const language = languageOfFrame(name, file) ?? 'native'
  const found = packageOf(language, name, file, module)
  const installed =
    file !== '' &&
    /\/pkg\/mod\/|@v\d+\.|site-packages|dist-packages|node_modules|\/gems\/|\/lib\/ruby\/|\/vendor\/|\.cargo\/registry/.test(
      file,
    )
  const { library, isStandard, isThirdParty } = packageKind(language, found)
  if (library) return { package: found, hue: library, own: false }
  if (isStandard || (language === 'python' && !installed && /\/lib\/python\d|^<frozen/.test(file)))
    return { package: found, hue: 'runtime', own: false }
  if (installed || isThirdParty) return { package: found, hue: 'framework', own: false }
  // Machine code without a namespace of its own is somebody's library or the runtime, or the program itself where it is in no library.
  if (found === '') return { package: found, hue: 'runtime', own: false }
  if (language === 'native' && found === module && !isProgram(module))
    return { package: found, hue: 'runtime', own: false }
  return { package: found, hue: 'own', own: true }
}

/** A program that runs programs of another language: what is in it is theirs. */
const interpreter =
  /^(?:node|deno|bun|python|pypy|ruby|php|perl|java|dotnet|mono|beam|erl|luajit?|julia|R|wine)(?:[-\d.]|$)/i

/** A file of machine code that is started, not loaded by another. */
const isProgram = (module: string): boolean =>
  /^[\w+-][\w.+-]*$/.test(module) &&
  !/\.(?:so|dylib|dll|jar|map|ko)(?:[.\d]|$)/i.test(module) &&
  !interpreter.test(module)

/**
 * For all frames of one profile. In a Java process machine code without a file is the virtual machine's (`GangWorker::run`,
 * `Thread::call_run`) or a native library's, whatever it is called; the same names in a C++ service are its own.
 * @param names of the whole profile, which tells whether it is one of a Java process
 */
export function describerOf(names: readonly string[]): typeof describeFrame {
  if (!names.some((name) => javaRuntime.test(name))) return describeFrame
  return (name, file, module) => {
    const kind = describeFrame(name, file, module)
    // A class of no package is no library's.
    if (!kind.own && kind.package === '' && classAlone.test(name)) return { ...kind, hue: 'own', own: true }
    return kind.own && (file ?? '') === '' && languageOfFrame(name, file ?? '') === 'native'
      ? { ...kind, hue: 'runtime', own: false }
      : kind
  }
}

const classAlone = /^[A-Z][\w$]*\.[\w$<]/
const javaRuntime = /^(?:java|jdk)[./](?:[\w$]+[./])+[A-Z]/

/** Undefined when neither file nor shape of the name says. */
export function languageOfFrame(name: string, file: string): Language | undefined {
  const byFile = match(languageOfFile, file.slice(-500))
  // A file of a language not known here (Ruby, PHP) is an answer too: its names must not be taken for another's.
  return byFile ?? (/\.[a-z]{1,4}$/.test(file) ? 'other' : languageOfShape(name.slice(0, 500)))
}

/** Of a name alone. Every row wants a character that most names do not have, and looking for one costs next to nothing. */
function languageOfShape(name: string): Language | undefined {
  const isPlain = !/[.:/<!]/.test(name) && !name.startsWith('_Z')
  return isPlain ? undefined : match(languageOfName, name)
}

function match(table: readonly (readonly [RegExp, Language, string?])[], text: string): Language | undefined {
  if (text === '') return undefined
  return table.find(([shape, , needed]) => (needed === undefined || text.includes(needed)) && shape.test(text))?.[1]
}

function packageOf(language: Language, name: string, file: string, module: string): string {
  switch (language) {
    case 'go': {
      const slash = name.lastIndexOf('/', bracketAt(name))
      const dot = name.indexOf('.', slash + 1)
      return dot < 0 ? '' : name.slice(0, dot).replaceAll('%2e', '.')
    }
    case 'python': {
      const fromFile = pythonModule(file)
      return fromFile !== '' ? fromFile : name.slice(0, Math.max(0, name.lastIndexOf('.')))
    }
    case 'jvm': {
      const parts = name.replaceAll('/', '.').split('.')
      const type = parts.findIndex((part) => /^[A-Z]/.test(part))
      return parts.slice(0, type < 0 ? -1 : type).join('.')
    }
    case 'rust':
      return /^[<&\s*]*(?:dyn |impl |mut )?([A-Za-z_]\w*)(?:::|$)/.exec(name)?.[1] ?? module
    case 'native':
      return (
        (name.includes('::') ? /^(?:[\w<>,*&:\s]+\s)?([A-Za-z_]\w*)::/.exec(name)?.[1] : undefined) ??
        module.replace(/[-.]?\d*[\d.]*\.so[.\d]*$|\.(dll|dylib)$/, '')
      )
    case 'other':
      return /^.*\/gems\/([^/]+?)(?:-\d[\w.]*)?\//.exec(file)?.[1] ?? file.replace(/^.*\//, '')
    case 'node': {
      const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)
      if (installed) return installed[1]!
      if (file.startsWith('node:')) return file.replace(/^(node:(?:internal\/)?[\w]+).*/, '$1')
      return file
        .replace(/[?#].*$/, '')
        .replace(/^.*\//, '')
        .replace(/:\d.*$/, '')
    }
    case 'dotnet':
      return name
        .replace(/^.*!/, '')
        .replace(/[(<[].*$/, '')
        .split('.')
        .slice(0, -2)
        .join('.')
  }
}

/** Go puts types in brackets into names: `sync.(*Pool).Get`, `slices.SortFunc[go.shape.[]pkg/path.T]`. */
function bracketAt(name: string): number {
  const at = name.search(/[([]/)
  return at < 0 ? name.length : at
}

/** `json.encoder` is below `json`; `jsonrpc` is not. */
function isBelow(root: string, found: string): boolean {
  return found.startsWith(root) && (found.length === root.length || /^[./:$-]/.test(found.slice(root.length)))
}

function below(roots: readonly string[], found: string): boolean {
  return found !== '' && roots.some((root) => root !== '' && isBelow(root, found))
}

/** What is known of a package, whatever its function is called. */
interface PackageKind {
  readonly library: Hue | undefined
  readonly isStandard: boolean
  readonly isThirdParty: boolean
}

/** Many functions are in few packages. Bounded: names come from files. */
const mostRemembered = 20_000
const packageKinds = new Map<Language, Map<string, PackageKind>>()

function packageKind(language: Language, found: string): PackageKind {
  let ofLanguage = packageKinds.get(language)
  if (ofLanguage === undefined) packageKinds.set(language, (ofLanguage = new Map()))
  const known = ofLanguage.get(found)
  if (known) return known
  if (ofLanguage.size >= mostRemembered) ofLanguage.clear()
  const kind = {
    library: found === '' ? undefined : searchedRoot(language, found),
    isStandard: below(standard[language], found),
    isThirdParty: below(thirdParty[language], found),
  }
  ofLanguage.set(found, kind)
  return kind
}

function searchedRoot(language: Language, found: string): Hue | undefined {
  let best = ''
  let hue: Hue | undefined
  for (const [candidate, roots] of Object.entries(libraries[language])) {
    for (const root of roots) {
      if (root.length > best.length && isBelow(root, found)) {
        best = root
        hue = candidate as Hue
      }
    }
  }
  return hue
}
