import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from './buildCallTree.ts'
import type { CallTree } from './callTree.ts'
import { ProfileBuilder } from './profileBuilder.ts'
import { profileFromText } from '../testing/fromText.ts'
import { compileLinearRegex } from './regex/linearRegex.ts'
import { compileSearch, searchTree, tooMuchWork } from './search.ts'

const names = [
  'encoding/json.(*Encoder).Encode',
  'json.dumps',
  'runtime.mallocgc',
  'Écrire',
  'std::vector<int>::push_back',
  '',
]

const found = (text: string, isRegex = true): string[] | string => {
  const matcher = compileSearch({ text, isRegex })
  return matcher.ok ? names.filter((name) => matcher.value?.matches(name)) : matcher.error
}

describe('compileSearch', () => {
  it('finds plain text as it is written, brackets and all', () => {
    expect(found('(*encoder)', false)).toEqual([names[0]])
    expect(found('', false)).toEqual([])
  })

  it('takes capitals and small letters as the same', () => {
    expect(found('JSON', false)).toEqual([names[0], names[1]])
    expect(found('ENCODE$')).toEqual([names[0]])
    expect(found('^éCR')).toEqual(['Écrire'])
  })

  it('knows anchors, classes, repetition, choice and word edges', () => {
    expect(found('^json\\.d[a-z]+s$')).toEqual(['json.dumps'])
    expect(found('\\bgc|vector<.*>')).toEqual([names[4]])
    expect(found('m.{2,3}o')).toEqual(['runtime.mallocgc'])
    expect(found('^$')).toEqual([''])
  })

  it.each([
    ['foo(', 'a ( is not closed yet; write \\( for the character'],
    ['(*Encoder', '* has nothing to repeat; write \\* for the character'],
    ['a)', 'there is a ) without its (; write \\) for the character'],
    ['[a-', 'a [ is not closed yet; write \\[ for the character'],
    ['[z-a]', 'a range in [ ] has its ends in the wrong order'],
    ['a\\', 'the pattern ends with a lone \\'],
    ['a{3,1}', 'a repetition has its numbers in the wrong order'],
    ['(a)\\1', 'back-references are not supported'],
    ['(?=a)', 'look-ahead and look-behind are not supported'],
    ['((((a{50}){50}){50}){50})', 'the pattern is too large'],
    // Not one instruction, but 200⁴ repetitions of nothing.
    ['((((){200}){200}){200}){200}', 'the pattern is too large'],
    ['(((((((){200}){200}){200}){200}){200}){200})', 'the pattern is too large'],
    ['(((\\b{0}){200}){200}){200}', 'the pattern is too large'],
    ['('.repeat(100), 'groups are nested more than 40 deep'],
  ])('says what is wrong with %s', (text, sentence) => {
    expect(found(text)).toBe(sentence)
  })

  it('answers at once where backtracking would take for ever', () => {
    const text = 'a'.repeat(4000)
    for (const pattern of ['(a+)+$', '(a*)*b', '(a|a)*b', '.*.*.*.*.*b', '(a?){200}a{200}b', '(.*a){12}b']) {
      const regex = compileLinearRegex(pattern, true)
      const startedAt = Date.now()
      if (regex.ok) regex.value.test(`${text}!`)
      expect(Date.now() - startedAt).toBeLessThan(2000)
    }
  })

  it('stays linear when the automaton would have exponentially many states', () => {
    const regex = compileLinearRegex('(a|b)*a(a|b){30}c', false)
    let text = ''
    for (let i = 0; i < 4000; i++) text += Math.imul(i, 0x9e3779b1) & 0x10000 ? 'a' : 'b'
    expect(regex.ok && regex.value.test(text)).toBe(false)
    expect(regex.ok && regex.value.test(`a${'b'.repeat(30)}c`)).toBe(true)
  })
})

describe('agreement with the platform on patterns that are safe there', () => {
  const leaf = fc.constantFrom(
    'a',
    'b',
    'A',
    '.',
    '[ab]',
    '[^a]',
    '\\w',
    '\\W',
    '\\d',
    '\\s',
    '\\.',
    '^',
    '$',
    '\\b',
    '\\B',
    'é',
    '-',
    '1',
  )
  const pattern: fc.Arbitrary<string> = fc.letrec<{ p: string }>((tie) => ({
    p: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.tuple(tie('p'), tie('p')).map(([x, y]) => x + y),
      fc.tuple(tie('p'), tie('p')).map(([x, y]) => `(?:${x}|${y})`),
      fc
        .tuple(leaf, fc.constantFrom('*', '+', '?', '{1,2}', '{2}', '*?'))
        .map(([x, q]) => (/^(\^|\$|\\[bB])$/.test(x) ? x : x + q)),
    ),
  })).p
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'A', 'B', ' ', '.', 'é', 'É', '1', '-', '_'),
    maxLength: 12,
  })

  it('matches the same texts', () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (source, input, ignoreCase) => {
        const ours = compileLinearRegex(source, ignoreCase)
        expect(ours.ok).toBe(true)
        expect(ours.ok && ours.value.test(input)).toBe(new RegExp(source, ignoreCase ? 'i' : '').test(input))
      }),
      { numRuns: 3000 },
    )
  })

  it('turns any text into a matcher or a sentence', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (source) => {
        const ours = compileLinearRegex(source, true)
        if (ours.ok) ours.value.test('encoding/json.(*Encoder).Encode')
        else expect(ours.error).toMatch(/\w/)
      }),
    )
  })
})

describe('searchTree', () => {
  it('counts below the outermost match once', () => {
    const tree = buildCallTree(
      profileFromText(`
        main     main     main
        json.a   json.a   other
        json.b
        1        2        4
      `),
      { column: 0, unit: 'count' },
    )
    const matcher = compileSearch({ text: 'json', isRegex: false })
    const result = matcher.ok && matcher.value && searchTree(tree, matcher.value)
    expect(result).toMatchObject({ ok: true, value: { functions: 2, total: 3, samples: 3 } })
  })

  /** One sample per name, of `length` letters a and b that no two names share. */
  const treeOfNames = (count: number, length: number): CallTree => {
    const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
    let bits = 1
    for (let at = 0; at < count; at++) {
      let name = ''
      while (name.length < length) {
        bits = Math.imul(bits, 1_103_515_245) + 12_345
        name += bits & 0x10000 ? 'a' : 'b'
      }
      builder.sample(builder.stack(-1, builder.frame(name)), 1)
    }
    return buildCallTree(builder.finish({ format: 'text' }), { column: 0, unit: 'count' })
  }

  it('says so where a pattern of many positions meets many names, instead of searching on', () => {
    const tree = treeOfNames(20_000, 100)
    const matcher = compileSearch({ text: `(a|b)*a${'(a|b)'.repeat(60)}z`, isRegex: true })
    const before = process.cpuUsage().user
    expect(matcher.ok && matcher.value && searchTree(tree, matcher.value)).toEqual({ ok: false, error: tooMuchWork })
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(4)
  })

  it('searches as many names with what people type', () => {
    const tree = treeOfNames(20_000, 100)
    for (const text of ['^a+b', '(ab|ba){3}.*aaaa$', '[^a]b{9}|a.a.a', '\\bab.*ba\\b']) {
      const matcher = compileSearch({ text, isRegex: true })
      const found = matcher.ok && matcher.value ? searchTree(tree, matcher.value) : undefined
      const functions = tree.names.filter((name) => new RegExp(text, 'i').test(name)).length
      expect(found?.ok === true && found.value.functions).toBe(functions)
    }
  })
})
