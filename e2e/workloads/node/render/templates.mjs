// A small template language: {{name}} inserts, {{#list}}…{{/list}} repeats. What never changes is made small when a
// template is parsed: comments, space between tags and at line ends.

const compiled = new Map()

function minify(source) {
  return source
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/>\s+</g, '><')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/ ([\w-]+)="\s*([^"]*?)\s*"/g, ' $1="$2"')
}

/** Two elements with one id break the page's scripts: better to hear of it here. */
function checkIds(source) {
  const seen = []
  const twice = []
  for (const [, id] of source.matchAll(/ id="([^"]+)"/g)) {
    if (seen.includes(id)) twice.push(id)
    else seen.push(id)
  }
  return twice
}

function parse(template) {
  const source = minify(template)
  const twice = checkIds(source)
  if (twice.length) throw new Error(`ids used twice: ${twice.join(', ')}`)
  const parts = []
  const pattern = /\{\{([#/]?)([\w.]+)\}\}/g
  let last = 0
  const stack = [parts]
  for (let found = pattern.exec(source); found; found = pattern.exec(source)) {
    const into = stack[stack.length - 1]
    if (found.index > last) into.push({ text: source.slice(last, found.index) })
    if (found[1] === '#') {
      const inner = []
      into.push({ each: found[2], inner })
      stack.push(inner)
    } else if (found[1] === '/') {
      stack.pop()
    } else {
      into.push({ name: found[2] })
    }
    last = pattern.lastIndex
  }
  stack[0].push({ text: source.slice(last) })
  return parts
}

const escapeHtml = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])

function run(parts, data) {
  let out = ''
  for (const part of parts) {
    if (part.text !== undefined) out += part.text
    else if (part.each) for (const item of data[part.each]) out += run(part.inner, item)
    else out += escapeHtml(String(data[part.name]))
  }
  return out
}

/** With `keep` a template is parsed once; without it, on every request. */
export function render(source, data, keep) {
  let parts = keep ? compiled.get(source) : undefined
  if (!parts) {
    parts = parse(source)
    if (keep) compiled.set(source, parts)
  }
  return run(parts, data)
}
