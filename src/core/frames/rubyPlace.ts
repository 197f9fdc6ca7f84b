/** As rbspy writes frames into folded stacks and flame graphs: `block in hot - /srv/shop/cart.rb:12`, with the line that ran. */
const placed = /^(.+) - (?:\(unknown\)|(\S.*\.(?:rb|ru|rake|erb))(?::(\d{1,9}))?)$/

/** @returns undefined for frames of others */
export function rubyPlace(
  text: string,
): { readonly name: string; readonly file: string; readonly line: number } | undefined {
  if (!text.includes(' - ')) return undefined
  const [, name, file = '', line = '0'] = placed.exec(text) ?? []
  return name === undefined ? undefined : { name, file, line: Number(line) }
}
