import type { CallTree } from './callTree.ts'

/** "book/place.go:42" of a name of a tree: its file, with the lowest line seen where one is known; "" where the file says nothing. */
export function sourcePlace({ files, lines }: CallTree, name: number): string {
  const file = files[name] ?? ''
  const line = lines?.[name] ?? 0
  return file !== '' && line > 0 && !/:\d+$/.test(file) ? `${file}:${line}` : file
}
