/** Selectors of label sets, as the stores read them. */
import { Refusal } from './refusal.ts'

export type Matcher = (labels: Readonly<Record<string, string>>) => boolean

/** All of a selector's matchers, as the stores read them: regular expressions match the whole value, and an absent label is empty. */
export function parseSelector(text: string): Matcher {
  const matchers: Matcher[] = []
  let at = 1
  if (!text.startsWith('{') || !text.endsWith('}')) throw new Refusal(`parse error in selector ${text}`)
  const one = /(?:"((?:[^"\\]|\\.)+)"|(\w+))(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"(,|(?=\}$))/y
  while (at < text.length - 1) {
    one.lastIndex = at
    const found = one.exec(text)
    if (found === null) throw new Refusal(`parse error in selector ${text}`)
    const [whole, inQuotes, bare = '', how = '', quoted = ''] = found
    const name = inQuotes ?? bare
    const value = quoted.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c))
    const is =
      how === '=' || how === '!='
        ? (own: string): boolean => own === value
        : (own: string): boolean => new RegExp(`^(?:${value})$`).test(own)
    matchers.push((labels) => is(labels[name] ?? '') === !how.startsWith('!'))
    at += whole.length
  }
  return (labels) => matchers.every((matcher) => matcher(labels))
}
