/** Files that are small to drop and large to unpack, in a browser, whose own decompressor gives up at the second member of a gzip. */
import { deflateRawSync, gzipSync } from 'node:zlib'
import { drop, expect, open, recording, shared as test } from './page.ts'

test.describe.configure({ timeout: 180_000 })

const line = 'main;serve;handle 1\n'

test('a gzip of many members that a person made is read, and the like of a bomb is refused in a sentence', async ({
  page,
}) => {
  await open(page, recording('none'))
  const blocks = Array.from({ length: 40 }, (_, at) => gzipSync(`main;serve;block${at} 5\n`))
  await drop(page, [{ name: 'blocks.folded.gz', content: Buffer.concat(blocks) }])
  await expect(page).toHaveURL(/src=files/, { timeout: 60_000 })
  await expect(page.locator('[data-pane="cpu"]')).toContainText('200 samples', { timeout: 60_000 })

  // 110 MB in 280 kB, of text that is read; with other files it would cost itself only.
  const member = gzipSync(line.repeat(500_000))
  const bomb = Buffer.concat(Array.from({ length: 11 }, () => member))
  await drop(page, [{ name: 'bomb.gz', content: bomb }])
  await expect(page.getByText(/bomb\.gz: it inflates to more than 200 times its size/).first()).toBeVisible({
    timeout: 120_000,
  })
  // It answers, and takes the next file.
  await drop(page, [{ name: 'after.folded', content: 'main;after 7\n' }])
  await expect(page.locator('[data-pane="cpu"]')).toContainText('7 samples', { timeout: 60_000 })
})

test('a zip that states less than it holds is unpacked as far as that, and said to lie', async ({ page }) => {
  await open(page, recording('none'))
  await drop(page, [
    { name: 'lying.zip', content: zipThatStates(100, line.repeat(500_000)) },
    { name: 'good.folded', content: 'main;good 3\n' },
  ])
  await expect(page.getByText(/says that it has 100 bytes, and it has more/).first()).toBeVisible({ timeout: 60_000 })
  await expect(page.locator('[data-pane="cpu"]')).toContainText('3 samples', { timeout: 60_000 })
})

/** One deflated file, whose size in the list is made up. */
function zipThatStates(bytes: number, content: string): Buffer {
  const packed = deflateRawSync(content)
  const name = Buffer.from('a.folded')
  const sizes = Buffer.alloc(12)
  sizes.writeUInt32LE(packed.length, 4)
  sizes.writeUInt32LE(bytes, 8)
  const common = Buffer.concat([
    Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]),
    sizes,
    Buffer.from([name.length, 0, 0, 0]),
  ])
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, packed])
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, Buffer.alloc(14), name])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, entry, end])
}
