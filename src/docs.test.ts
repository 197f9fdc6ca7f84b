/** A doc that names a file is believed; so the file must be there. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

function docsUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name === '.git') return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return docsUnder(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}

const docs = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src', 'e2e', 'public'].flatMap((place) =>
  place.endsWith('.md') ? [join(root, place)] : docsUnder(join(root, place)),
)

describe('the docs', () => {
  it.each(docs.map((doc) => [doc.slice(root.length + 1), doc]))('%s names only files that exist', (_name, doc) => {
    const text = readFileSync(doc, 'utf8')
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map((match) => match[1] ?? '')
      .filter((link) => !/^[a-z]+:/.test(link))
    const inCode = [...text.matchAll(/`((?:src|e2e|public|\.ci)\/[\w./-]*[\w/])`/g)].map((match) => match[1] ?? '')
    const missing = [
      ...links.filter((link) => !existsSync(join(dirname(doc), link))),
      ...inCode.filter((path) => !existsSync(join(root, path)) && !existsSync(join(dirname(doc), path))),
    ]
    expect(missing).toEqual([])
  })

  it('docs and comments name only sources that exist', () => {
    const sources = ['src', 'e2e'].flatMap((folder) => sourcesUnder(join(root, folder)))
    const isThere = (path: string): boolean => sources.some((source) => source.endsWith(`/${path}`))
    expect(['core/frames/hue.ts', 'core/profile/hue.ts'].map(isThere)).toEqual([true, false])
    const named = [
      ...docs.map((doc) => ({ file: doc, texts: readFileSync(doc, 'utf8').match(/`[^`\n]+`/g) ?? [] })),
      ...sources.map((file) => ({ file, texts: commentsOf(readFileSync(file, 'utf8')) })),
    ].flatMap(({ file, texts }) => texts.flatMap(sourcesNamedIn).map((path) => ({ file, path })))
    expect(named.length).toBeGreaterThan(200)
    expect(named.filter(({ path }) => !isThere(path))).toEqual([])
  })

  it('the README names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(
      (match) => match[1] ?? '',
    )
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  it('the two references hold every section that a comment cites', () => {
    const references = {
      'formats.md': readFileSync(join(root, 'src/core/formats/formats.md'), 'utf8'),
      'statistics.md': readFileSync(join(root, 'src/core/statistics.md'), 'utf8'),
    }
    const cited = sourcesUnder(join(root, 'src')).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\b(formats|statistics)\.md §?([A-E](?:\.\d)?|\d\.\d)/g)].map(
        (match) => ({ file, doc: `${match[1]}.md` as keyof typeof references, section: match[2] ?? '' }),
      ),
    )
    expect(cited.length).toBeGreaterThan(20)
    // "### 1.4 …" or, for a paragraph of its own, "**A.1 …".
    const missing = cited.filter(({ doc, section }) => {
      const text = references[doc]
      return !['# ', '**'].some((mark) => text.includes(`${mark}${section} `))
    })
    expect(missing).toEqual([])
  })
})

const commentsOf = (source: string): readonly string[] => source.match(/\/\*[\s\S]*?\*\/|(?<![:"'`/])\/\/[^\n]*/g) ?? []

/** `step.ts`, `../core/link/values.ts`, and of `formats/{pprof,jfr}/row.ts` both; not `*.test.ts`, nor an ending alone. */
function sourcesNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w@/*.])[\w./{},-]*\w\.tsx?\b/g)]
    .flatMap(([path]) => withoutBraces(path))
    .map((path) => path.replace(/^(?:\.\.?\/)+/, ''))
}

function withoutBraces(path: string): readonly string[] {
  const braces = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path)
  if (!braces) return [path]
  const [, before = '', names = '', after = ''] = braces
  return names.split(',').flatMap((name) => withoutBraces(`${before}${name}${after}`))
}

function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourcesUnder(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}
