/** Links that people and templates write, driven through the page against a store. */
import type { Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { incident, inPyroscope } from './servers/drawnIncident.ts'
import { hasGo } from './servers/goService.ts'
import { startPageWithStores } from './servers/pageWithStores.ts'
import { startPyroscope } from './servers/pyroscope.ts'
import type { TestServer } from './servers/serve.ts'
import { expect, open, settled, shared, test } from './page.ts'

const servers: { close(): Promise<void> }[] = []
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

/** A page with stores of these names, all with the same incident, and nothing but the configuration to tell them apart. */
async function withStores(...names: readonly string[]): Promise<{ readonly url: string; readonly store: TestServer }> {
  const store = await startPyroscope({ services: inPyroscope('orderbook-2'), nowMs: incident.untilMs + 3_600_000 })
  const page = await startPageWithStores(
    names.map((name) => ({ kind: 'pyroscope', name, title: name, target: store.url })),
  )
  servers.push(store, page)
  return { url: page.url, store }
}

test('a service and an alert behind the question mark become the versioned link at once, and the verdict is that of the link', async ({
  page,
}) => {
  const { url } = await withStores('prod')
  const { fromMs, untilMs } = incident
  const window = `w=${iso(fromMs)}..${iso(untilMs)}`
  await page.goto(
    `${url}/?service=orderbook&label.pod=orderbook%2D2&from=${fromMs / 1000}&to=${untilMs}&utm_source=mail`,
  )
  await expect.poll(() => page.url()).toContain(`#v=2&src=store:prod&service=orderbook&l.pod=orderbook-2&${window}`)
  // What is not the link's own stays where it was; what was read from the query does not stand there twice.
  expect(new URL(page.url()).search).toBe('?utm_source=mail')
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
})

test('the encoded link of a form opens what it says, and a relative window is absolute in the address', async ({
  page,
}) => {
  const { url, store } = await withStores('prod')
  await page.goto(`${url}/#src=store%3Aprod&service=orderbook&w=now-15m..now`)
  await expect
    .poll(() => page.url())
    .toMatch(/#v=2&src=store:prod&service=orderbook&w=\d{4}-[\dT:-]+Z\.\.\d{4}-[\dT:-]+Z$/)
  const [from = '', until = ''] = (/w=(.*)/.exec(page.url())?.[1] ?? '').split('..')
  expect(Date.parse(until) - Date.parse(from)).toBe(15 * 60_000)
  await expect.poll(() => store.asked.length).toBeGreaterThan(0)
})

test('what a link asks for and this page cannot know is named, and nothing else is opened in its place', async ({
  page,
}) => {
  const { url, store } = await withStores('prod', 'eu')
  const opened: string[] = []
  page.on('request', (request) => opened.push(new URL(request.url()).pathname))
  for (const [link, sentence] of [
    ['?service=orderbook&last=15m', 'names no store; this page has “prod”, “eu”'],
    ['#src=mars&service=orderbook', 'asks for the store “mars”'],
    ['#src=store:prod&service=orderbook&pod=orderbook-2', '“pod” is no key that this page knows; “label.pod” is one'],
    ['#src=store:prod&service=orderbook&w=yesterday', '“w” is “yesterday”'],
    ['#src=store:prod', 'has “src” and lacks “service”'],
    ['?servce=orderbook', '“servce” is no key'],
  ] as const) {
    await page.goto('about:blank')
    await page.goto(`${url}/${link}`)
    await settled(page)
    await expect(page.getByRole('alert')).toContainText(sentence)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
    await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  }
  expect(store.asked).toEqual([])
  expect(opened.filter((path) => /recordings\/\w+\//.test(path))).toEqual([])
})

test('a refused link opens as far as it was understood when a person says so, and a broken one pasted over it takes that away', async ({
  page,
}) => {
  const { url } = await withStores('prod', 'eu')
  const { fromMs, untilMs } = incident
  await page.goto(`${url}/?service=orderbook&from=${fromMs}&to=${untilMs}`)
  await page.getByRole('button', { name: 'Open orderbook in eu' }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  expect(page.url()).toContain(`src=store:eu&service=orderbook&w=${iso(fromMs)}..${iso(untilMs)}`)
  await page.evaluate(() => {
    location.hash = '#src=prod&service=orderbook&last=15'
  })
  await expect(page.getByRole('alert')).toContainText('“last” is “15”')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open orderbook in prod, last 10 minutes' }).click()
  await expect.poll(() => page.url()).toContain('src=store:prod&service=orderbook&w=')
})

shared('without a store the service is named and no demo stands in for it', async ({ page }) => {
  await open(page, 'service=payments-api&last=15m')
  await expect(page.getByRole('alert')).toContainText('asks for the service “payments-api”')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open the first recording' }).click()
  await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
})

/** The fenced blocks of the page of templates, by the language that fills them in. */
const templates = [
  ...readFileSync(new URL('../src/cli/LINKS.md', import.meta.url), 'utf8').matchAll(/^```(\w+)\n([^]*?)\n```$/gm),
].map(([, language = '', text = '']) => ({ language, text }))

const alert = { service: 'orderbook', pod: 'orderbook-2' }

/** What Grafana puts in; it encodes what it puts into a link. */
function grafana(text: string, { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number }): string {
  const values: Readonly<Record<string, string>> = {
    '__data.fields.service': alert.service,
    '__data.fields.pod': alert.pod,
    '__field.labels.service': alert.service,
    '__value.raw': alert.service,
    '__value.time': String(untilMs),
    service: alert.service,
    __from: String(fromMs),
    __to: String(untilMs),
    '__from:date:iso': new Date(fromMs).toISOString(),
    '__to:date:iso': new Date(untilMs).toISOString(),
  }
  return text
    .replace('${__url_time_range}', `from=${fromMs}&to=${untilMs}`)
    .replace(/\$\{([^}]+)\}/g, (_whole, name: string) => encodeURIComponent(values[name] ?? `unfilled ${name}`))
}

/** Alertmanager and Prometheus fill in Go's templates, so Go does it here, with data of their shape. */
function goTemplates(texts: readonly string[], startsAtMs: number): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'trifold-links-'))
  try {
    writeFileSync(
      join(folder, 'main.go'),
      `package main
import ("encoding/json"; "os"; "strings"; "text/template"; "time")
type alert struct { Labels map[string]string; StartsAt time.Time }
func main() {
  var in struct { Texts []string; Labels map[string]string; StartsAtMs int64 }
  if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil { panic(err) }
  at := time.UnixMilli(in.StartsAtMs).UTC()
  out := []string{}
  for _, text := range in.Texts {
    var filled strings.Builder
    data := map[string]any{"Labels": in.Labels, "CommonLabels": in.Labels, "Alerts": []alert{{in.Labels, at}}}
    if err := template.Must(template.New("link").Parse("{{ $labels := .Labels }}"+text)).Execute(&filled, data); err != nil { panic(err) }
    out = append(out, filled.String())
  }
  _ = json.NewEncoder(os.Stdout).Encode(out)
}
`,
    )
    const input = JSON.stringify({ texts, labels: alert, startsAtMs })
    return JSON.parse(
      execFileSync('go', ['run', '-trimpath', 'main.go'], { cwd: folder, input, encoding: 'utf8' }),
    ) as string[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a person presses: the address in it, as a mail or Slack opens it. */
const pressed = (text: string): string =>
  (/https:\/\/trifold\.example(\/[^|>\s]*)/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&')

/** Gives the link that the page makes of it, as soon as it stands in the address. */
async function opensTheService(page: Page, url: string, link: string): Promise<string> {
  await page.goto('about:blank')
  await page.goto(url + link, { waitUntil: 'commit' })
  await expect
    .poll(() => page.url(), link)
    .toMatch(/\/#v=2&src=store:prod&service=orderbook(&l\.pod=orderbook-2)?&w=[\dTZ.:-]+$/)
  expect(link.includes('label.pod'), link).toBe(page.url().includes('l.pod'))
  return page.url()
}

/** Each of them is drawn, and its window holds the instant that the template was given. Two templates may mean the same. */
async function showTheIncident(page: Page, store: TestServer, links: readonly string[]): Promise<void> {
  for (const link of new Set(links)) {
    const before = store.asked.length
    await page.goto(link)
    await expect.poll(() => store.asked.length, link).toBeGreaterThan(before)
    await settled(page)
    await expect(page.locator('[data-pane="lock"] g.frame').first(), link).toBeVisible()
    await expect(page.locator('[data-pane] [aria-busy="true"]'), link).toHaveCount(0)
    expect(page.url()).toBe(link)
    const [from = 0, until = 0] = (/w=(.*)/.exec(link)?.[1] ?? '').split('..').map((text) => Date.parse(text))
    const { untilMs } = incident
    expect(from < untilMs && untilMs - 1000 <= until, link).toBe(true)
  }
}

test('every template for Grafana and runbooks opens the service that it names', async ({ page }) => {
  const { url, store } = await withStores('prod')
  const own = templates.filter(({ language }) => language === 'grafana' || language === 'text')
  expect(own.length).toBeGreaterThan(4)
  const shown: string[] = []
  for (const { text } of own) {
    const link = pressed(grafana(text, incident))
    const made = await opensTheService(page, url, link)
    if (!link.includes('last=')) shown.push(made)
  }
  expect(shown.length).toBeGreaterThan(3)
  await showTheIncident(page, store, shown)
})

test('every template for Alertmanager, Prometheus and Slack opens the service that it names', async ({ page }) => {
  test.skip(!hasGo, 'there is no Go on this machine to fill in Go templates with')
  test.setTimeout(180_000)
  const { url, store } = await withStores('prod')
  const own = templates.filter(({ language }) => language === 'alertmanager' || language === 'prometheus')
  expect(own.length).toBeGreaterThan(3)
  const filled = goTemplates(
    own.map(({ text }) => text),
    incident.untilMs,
  )
  const shown: string[] = []
  for (const text of filled) {
    const link = pressed(text)
    const made = await opensTheService(page, url, link)
    if (link.includes('at=')) shown.push(made)
  }
  expect(shown.length).toBeGreaterThan(2)
  await showTheIncident(page, store, shown)
})
