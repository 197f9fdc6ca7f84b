/**
 * Names of Python functions, the same in every profile type, so that selecting one selects it everywhere:
 *
 *   handle     /usr/lib/python3.11/logging/__init__.py    →  logging.handle
 *   authorise  /srv/payments-api/payments/views.py        →  payments.views.authorise
 *   <module>   /srv/payments-api/server.py                →  server.<module>
 *
 * What belongs to the module path cannot be known from a path alone; below is what is stripped, as data.
 */

/** Everything up to and including one of these is where code is installed, not what it is called. */
const installed =
  /^.*\/(?:site-packages|dist-packages|lib\/python\d(?:\.\d+)?t?(?:\/lib-dynload)?|python\d+(?:\.\d+)?\.zip|Lib)\//

/** Absolute places programs are copied to as they are … */
const holdsProgram = /^\/(?:app|code|workspace|usr\/src\/app|usr\/src|var\/(?:www|task|app))\//

/** … and places where the next directory is the name of the project, not of a package: `/srv/payments-api/payments/views.py`. */
const holdsProjects =
  /^(?:\/(?:srv|opt|home\/[^/]+|root|tmp|data|Users\/[^/]+)|[A-Za-z]:(?:\/Users\/[^/]+)?)\/(?:[^/]+\/)?/

/** A program has some hundred files, and each of sixty captures names their lines by the thousand. */
const modules = new Map<string, string>()
const mostKept = 4096

/**
 * Dotted module of a file, '' when the file is none (`<string>`, `<frozen importlib._bootstrap>` keeps its name).
 * Absolute paths outside any known place keep at most their last two directories.
 */
export function pythonModule(file: string): string {
  const known = modules.get(file)
  if (known !== undefined) return known
  if (modules.size === mostKept) modules.clear()
  const module = moduleOf(file)
  modules.set(file, module)
  return module
}

function moduleOf(file: string): string {
  const frozen = /^<frozen ([\w.]+)>$/.exec(file)
  if (frozen) return frozen[1]!
  if (file === '' || file.startsWith('<')) return ''
  let path = file.replaceAll('\\', '/')
  // Everything after a library root is the module; `site-packages` may be nested in it (vendored wheels).
  while (installed.test(path)) path = path.replace(installed, '')
  const absolute = path.startsWith('/') || /^[A-Za-z]:\//.test(path)
  path = path.replace(/\.(?:py[cwxi]?|so)$/, '').replace(/\.(?:cpython|abi3|cp\d+)[^/]*$/, '')
  path = path.replace(/\/__(?:init|main)__$/, '')
  if (absolute) path = withoutDeployment(path)
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('.')
}

/** `/srv/payments-api/payments/views` → `payments/views`: a directory with a hyphen or dot in it is no package either. */
function withoutDeployment(path: string): string {
  const inside = path.replace(holdsProgram.test(path) ? holdsProgram : holdsProjects, '')
  const parts = inside.split('/').filter(Boolean)
  let first = 0
  parts.forEach((part, i) => {
    if (i < parts.length - 1 && (!/^[A-Za-z_]\w*$/.test(part) || part === 'src')) first = i + 1
  })
  const packages = parts.slice(first)
  return (path.length === inside.length ? packages.slice(-2) : packages).join('/')
}

/** `authorise` + `payments/views.py` → `payments.views.authorise`; already qualified names and unknown files stay. */
export function pythonFunctionName(name: string, file: string): string {
  const module = pythonModule(file)
  if (module === '' || name === '' || name.startsWith(`${module}.`)) return name
  return `${module}.${name}`
}

/** Name of a place for which no function is known: `payments/cache.py:41`. */
export function pythonLineName(file: string, line: number): string {
  return lineOf(pythonFileName(file), line)
}

/** What the names of all lines of a file begin with: worked out once by who names many. */
export function pythonFileName(file: string): string {
  const module = pythonModule(file)
  if (module === '' || !/\.py\w?$/.test(file)) return file
  const path = /\/?__init__\.py\w?$/.test(file)
    ? `${module.replaceAll('.', '/')}/__init__`
    : module.replaceAll('.', '/')
  return `${path}.py`
}

export const lineOf = (fileName: string, line: number): string => (line > 0 ? `${fileName}:${line}` : fileName)
