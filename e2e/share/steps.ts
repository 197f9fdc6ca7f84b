/** What several tests of sharing do. */
import { inflateRawSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page, TestInfo } from '@playwright/test'
import { expect } from '../page.ts'

export async function openShare(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Copy for chat' })).toBeVisible()
}

/** Prepares a snapshot in the open or closed Share menu and saves it. */
export async function snapshotOf(page: Page, info: TestInfo): Promise<string> {
  if (!(await page.getByRole('button', { name: 'Prepare snapshot' }).isVisible())) await openShare(page)
  await page.getByRole('button', { name: 'Prepare snapshot' }).click()
  await expect(page.getByRole('button', { name: 'Download snapshot' })).toBeVisible({ timeout: 30_000 })
  return saved(page, info, 'Download snapshot', 'snapshot.html')
}

export async function saved(page: Page, info: TestInfo, button: string, name: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ])
  const path = info.outputPath(name)
  await download.saveAs(path)
  return path
}

/** Needs the permission to read the clipboard. */
export async function copied(page: Page, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  await expect(page.getByRole('button', { name: button })).toBeVisible()
  return text
}

export async function dropText(page: Page, text: string, name: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([content, file]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], file))
      return transfer
    },
    [text, name] as const,
  )
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
}

/** Opens somebody's page of another origin, with a saved snapshot at `/snapshot.html` beside it. @returns what ends its server */
export async function framed(page: Page, snapshotPath: string, body: string): Promise<() => void> {
  const snapshot = readFileSync(snapshotPath)
  const host = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8')
    response.end(request.url === '/snapshot.html' ? snapshot : `<!doctype html>${body}`)
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  return () => host.close()
}

export async function offline(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ offline: true, viewport: { width: 1440, height: 900 } })
  return context.newPage()
}

/** Everything a snapshot says: its page without the program in it, its data, and the packed trees of its data. */
export function unpacked(path: string): string {
  const html = readFileSync(path, 'utf8')
  const data = /<script id="trifold-snapshot" type="text\/plain">([^<]*)</.exec(html)?.[1] ?? ''
  const json = inflateRawSync(Buffer.from(data, 'base64')).toString('utf8')
  const packed = [...json.matchAll(/"([\w+/]{40,}={0,2})"/g)].map(([, text]) =>
    Buffer.from(text ?? '', 'base64').toString('latin1'),
  )
  return [/<title>[^<]*/.exec(html)?.[0], json, ...packed].join('\n')
}
