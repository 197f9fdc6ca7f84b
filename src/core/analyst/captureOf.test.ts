import { expect, it } from 'vitest'
import { parsedText } from '../testing/readText.ts'
import { capturesOf } from './captureOf.ts'

const dump = `Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode):

"main" #1 prio=5 os_prio=0 cpu=10.50ms elapsed=7.00s tid=0x00007f01 nid=0x1 runnable
   java.lang.Thread.State: RUNNABLE
\tat a.B.c(B.java:7)

`

it.each([
  ['with a local time', `2026-11-28 03:58:40\n${dump}`, 'when it was taken is in it as a local time without a zone'],
  ['without one', dump, 'nothing in it says when it was taken'],
])('a dump %s says what its place in time rests on', async (_, text, lacks) => {
  const parsed = await parsedText(text)
  const notesOf = (hints: { readonly fileDateMs?: number }) =>
    capturesOf({ hash: 'h', fileName: 'jstack.txt', hints, parsed })[0]?.capture.profile.meta.notes
  expect(notesOf({ fileDateMs: 1e12 })).toContain(`${lacks}: placed by the file’s date`)
  expect(notesOf({})).toEqual([])
})
