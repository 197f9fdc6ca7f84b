/** What a website that somebody has open beside Trifold can do to it: the page's server is a real `npm start` with a store behind it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { serve, type TestServer } from './servers/serve.ts'
import { expect, firstRecording, recording, test } from './page.ts'

const vite = 'node_modules/vite/bin/vite.js'

let store: TestServer
let trifold: string
let running: ChildProcess
const asked: string[] = []
/** Recordings that are there for everybody, put there by this test. */
const publicCopy = 'public/recordings/public/other-origins-test'
/** The copy, or the folder of public ones where this checkout had none. */
let made: string | undefined

// One server for all of them.
test.describe.configure({ mode: 'default' })

test.beforeAll(async () => {
  made = mkdirSync(publicCopy, { recursive: true })
  cpSync('public/recordings/payments-api', publicCopy, { recursive: true })
  store = await serve(({ method, url }) => {
    asked.push(`${method} ${url.pathname}`)
    return {
      headers: { 'Content-Type': 'text/html' },
      body: '<!doctype html><script>parent.document.title = "taken"</script>',
    }
  })
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo
      probe.close(() => resolve(free))
    })
  })
  trifold = `http://localhost:${port}`
  running = spawn(process.execPath, [vite, 'preview', '--port', String(port), '--strictPort'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      TRIFOLD_PYROSCOPE_URL: store.url.replace('//', '//operator:secret@'),
      TRIFOLD_GO_PPROF_URL: `orderbook=${store.url.replace('//', '//operator:secret@')}`,
      TRIFOLD_FRAME_ANCESTORS: 'http://127.0.0.1:*',
    },
  })
  await expect
    .poll(
      () =>
        fetch(trifold).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200)
})
test.afterAll(async () => {
  running.kill()
  await store.close()
  rmSync(made ?? publicCopy, { recursive: true })
})

/** A page of another origin; closed with its test. */
const servers: TestServer[] = []
async function website(body: string): Promise<string> {
  const server = await serve(() => ({
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<!doctype html><title>Website</title>${body}`,
  }))
  servers.push(server)
  return server.url
}
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

test('another website reads neither recordings nor configuration, blindly or by name', async ({ page }) => {
  await page.goto(await website(''))
  const outcome = (path: string): Promise<string> =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          async (answer) => `read ${(await answer.text()).length}`,
          () => 'refused',
        ),
      `${trifold}${path}`,
    )
  expect(await outcome('/recordings/index.json')).toBe('refused')
  expect(await outcome('/recordings/orderbook/recording.json')).toBe('refused')
  expect(await outcome('/trifold.config.json')).toBe('refused')
  expect(await outcome('/recordings/public/../orderbook/recording.json')).toBe('refused')
  expect(await outcome('/recordings/public/%2e%2e/orderbook/recording.json')).toBe('refused')
  expect(await outcome('/recordings/public/other-origins-test/recording.json')).toMatch(/^read \d{3,}$/)
  // Nor may it load them as something that needs no permission.
  const loaded = await page.evaluate(
    (url) =>
      new Promise<string>((resolve) => {
        const script = document.createElement('script')
        script.src = url
        script.onload = () => resolve('loaded')
        script.onerror = () => resolve('refused')
        document.head.append(script)
      }),
    `${trifold}/recordings/index.json`,
  )
  expect(loaded).toBe('refused')
})

test('another website cannot have a store asked with the operator’s login', async ({ page }) => {
  await page.goto(await website(''))
  const series = `${trifold}/pyroscope/querier.v1.QuerierService/Series`
  const before = asked.length
  await page.evaluate(
    async ([post, get]) => {
      const body = JSON.stringify({ matchers: [] })
      await fetch(post ?? '', { method: 'POST', mode: 'no-cors', credentials: 'include', body }).catch(() => undefined)
      await fetch(get ?? '', { mode: 'no-cors' }).catch(() => undefined)
      await new Promise<void>((resolve) => {
        const image = new Image()
        image.onload = image.onerror = () => resolve()
        image.src = get ?? ''
      })
      const form = document.createElement('form')
      form.method = 'post'
      form.action = post ?? ''
      form.target = 'elsewhere'
      const frame = document.createElement('iframe')
      frame.name = 'elsewhere'
      document.body.append(frame, form)
      const answered = new Promise<void>((resolve) => (frame.onload = () => resolve()))
      form.submit()
      await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 2000))])
    },
    [series, `${trifold}/pprof/orderbook/profile?seconds=1`],
  )
  expect(asked.slice(before)).toEqual([])
})

test('what a store answers never runs on the page’s origin', async ({ page }) => {
  await page.goto(`${trifold}/#${recording('none')}`)
  const answer = await page.evaluate(async () => {
    const got = await fetch('/pyroscope/querier.v1.QuerierService/Series', { method: 'POST', body: '{}' })
    return [got.status, got.headers.get('content-type'), got.headers.get('content-security-policy')]
  })
  expect(answer[0]).toBe(200)
  expect(answer[1]).toBe('text/plain; charset=utf-8')
  expect(answer[2]).toContain('sandbox')
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const frame = document.createElement('iframe')
        frame.src = '/pprof/orderbook/heap?gc=1'
        frame.onload = () => resolve()
        document.body.append(frame)
        setTimeout(resolve, 3000)
      }),
  )
  expect(await page.title()).not.toBe('taken')
})

const frameOf = (address: string, sandbox: string): string =>
  `<iframe id="frame" sandbox="${sandbox}" src="${address}" width="1400" height="800"></iframe>`

test('a live embed in another website reads its own recordings, and reaches nothing of that website', async ({
  page,
}) => {
  const address = `${trifold}/?embed#${firstRecording}`
  await page.goto(await website(frameOf(address, 'allow-scripts allow-same-origin')))
  const frame = page.frameLocator('#frame')
  await expect(frame.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 45_000 })
  await expect(frame.getByRole('link', { name: 'Open live' })).toBeVisible()
  await expect(frame.getByRole('button', { name: 'Compare' })).toHaveCount(0)
  const inside = page.frames().find((one) => one.url().startsWith(trifold))
  expect(
    await inside?.evaluate(() => {
      try {
        return parent.document.title
      } catch {
        return 'out of reach'
      }
    }),
  ).toBe('out of reach')
})

test('a live embed without an origin reads the public folder, and says what it needs for the rest', async ({
  page,
}) => {
  await page.goto(
    await website(frameOf(`${trifold}/?embed#${recording('public/other-origins-test')}`, 'allow-scripts')),
  )
  const frame = page.frameLocator('#frame')
  await expect(frame.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 45_000 })

  await page.goto(await website(frameOf(`${trifold}/?embed#${recording('orderbook')}`, 'allow-scripts')))
  await expect(frame.getByText(/sandbox="allow-scripts allow-same-origin"/).first()).toBeVisible({ timeout: 45_000 })
  await expect(frame.locator('[data-diagnosis]')).toHaveCount(0)
})
