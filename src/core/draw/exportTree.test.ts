import { describe, expect, it } from 'vitest'
import { readFile } from '../formats/readFile.ts'
import { buildCallTree } from '../profile/buildCallTree.ts'
import type { CallTree } from '../profile/callTree.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { drawTree } from '../testing/drawTree.ts'
import { profileFromText } from '../testing/fromText.ts'
import { pprofOf, speedscopeOf } from './exportTree.ts'

const shop = buildCallTree(
  profileFromText(
    `
    main      main      main
    parse     parse     render
    utf8      gunzip
    3000000   1000000   20000000000
  `,
    { valueType: { type: 'cpu', unit: 'nanoseconds' } },
  ),
  { column: 0, unit: 'nanoseconds' },
)
const about = { valueType: 'cpu', name: 'CPU of the shop', startMs: 1_764_000_000_000, durationMs: 210_000 }

async function readBack(bytes: Uint8Array, column: number): Promise<CallTree> {
  const read = await readFile(bytes, { fileName: 'export', maxInflatedBytes: 1e8 })
  if (!read.ok) throw new Error(read.error.what)
  const profile = read.value.parts[0]?.profile
  if (!profile) throw new Error('nothing in it')
  return buildCallTree(profile, { column, unit: 'nanoseconds' })
}

describe('a pane as a file of another tool', () => {
  it('is the same tree when pprof’s file is read again, times and names included', async () => {
    const bytes = pprofOf(shop, about)!
    expect(drawTree(await readBack(bytes, 1))).toBe(drawTree(shop))
    const read = await readFile(bytes, { fileName: 'export', maxInflatedBytes: 1e8 })
    expect(read.ok && read.value.parts[0]?.profile.meta).toMatchObject({ startMs: about.startMs, durationMs: 210_000 })
  })

  it('is the same tree when speedscope’s file is read again', async () => {
    const text = speedscopeOf(shop, about)!
    expect(drawTree(await readBack(new TextEncoder().encode(text), 0))).toBe(drawTree(shop))
  })

  it('keeps file and line where they are known, and gives away no line of a file that was hidden', () => {
    const builder = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
    builder.sample(builder.stackFromRoot([builder.frame('main', 'main.go', 42)]), 7)
    const tree = buildCallTree(builder.finish({ format: 'test' }), { column: 0, unit: 'nanoseconds' })
    expect(speedscopeOf(tree, about)).toContain('{"name":"main","file":"main.go","line":42}')
    expect(speedscopeOf({ ...tree, files: [''] }, about)).toContain('"frames":[{"name":"main"}]')
  })

  it('is refused where it would be too large for anybody', () => {
    const deep = { ...shop, depth: shop.depth.map(() => 1e8) }
    expect([pprofOf(deep, about), speedscopeOf(deep, about)]).toEqual([undefined, undefined])
  })
})
