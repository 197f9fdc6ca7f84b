/** Every template of LINKS.md, filled in as the tool does that it is for, is a link that a page with one store understands. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatAddress } from '../core/link/address.ts'
import { queryLeft, readLink } from '../core/link/byHand.ts'

const hasGo = spawnSync('go', ['version']).status === 0

/** The fenced blocks of the page, by the language that fills them in. */
const templates = [
  ...readFileSync(join(import.meta.dirname, 'LINKS.md'), 'utf8').matchAll(/^```(\w+)\n([^]*?)\n```$/gm),
].map(([, language = '', text = '']) => ({ language, text }))
const textsOf = (...languages: readonly string[]): readonly string[] =>
  templates.filter(({ language }) => languages.includes(language)).map(({ text }) => text)

const alert = { service: 'orderbook', pod: 'orderbook-2' }
const incident = { fromMs: Date.parse('2026-11-22T12:42:20Z'), untilMs: Date.parse('2026-11-22T12:45:00Z') }
const nowMs = incident.untilMs + 3_600_000

/** What Grafana puts in; it encodes what it puts into a link. */
function grafana(text: string): string {
  const { fromMs, untilMs } = incident
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
function goTemplates(texts: readonly string[]): readonly string[] {
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
    const input = JSON.stringify({ texts, labels: alert, startsAtMs: incident.untilMs })
    return JSON.parse(
      execFileSync('go', ['run', '-trimpath', 'main.go'], { cwd: folder, input, encoding: 'utf8' }),
    ) as string[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a person presses: the address in it, as a mail or Slack opens it. */
const pressed = (text: string): URL =>
  new URL((/https:\/\/trifold\.example\/[^|>\s]*/.exec(text)?.[0] ?? '').replaceAll('&amp;', '&'))

/** The window holds the instant that the template was given; one that was given none ends when it is opened. */
function expectUnderstood({ href, hash, search }: URL): void {
  const { faults, warnings, asks } = readLink({ hash, search, nowMs })
  expect([faults, warnings, queryLeft(search)], href).toEqual([[], [], ''])
  if (!asks) throw new Error(`${href} names no service`)
  const { source, window } = asks.viewIn('prod')
  const selector = href.includes('label.pod') ? { pod: alert.pod } : {}
  expect(source, href).toEqual({ kind: 'store', name: 'prod', service: alert.service, selector })
  const { fromMs = 0, untilMs = 0 } = window ?? {}
  const isGiven = /[?&#](?:at|from)=/.test(href)
  expect(fromMs < (isGiven ? incident.untilMs : nowMs), href).toBe(true)
  if (isGiven) expect(untilMs, href).toBeGreaterThanOrEqual(incident.untilMs - 1000)
  else expect(untilMs, href).toBe(nowMs)
  expect(formatAddress(asks.viewIn('prod')).text).toMatch(
    /^v=2&src=store:prod&service=orderbook(&l\.pod=orderbook-2)?&w=[\dTZ.:-]+$/,
  )
}

describe('every template', () => {
  it('is for something that fills it in here', () => {
    const known = textsOf('grafana', 'text', 'alertmanager', 'prometheus')
    expect(known).toHaveLength(templates.filter(({ text }) => text.includes('https://trifold.example/')).length)
  })

  it('for Grafana and runbooks opens the service that it names', () => {
    const links = textsOf('grafana', 'text').map((text) => pressed(grafana(text)))
    expect(links.length).toBeGreaterThan(4)
    for (const link of links) expectUnderstood(link)
  })

  it.skipIf(!hasGo)(
    'for Alertmanager, Prometheus and Slack opens the service that it names (skipped where there is no Go)',
    () => {
      const links = goTemplates(textsOf('alertmanager', 'prometheus')).map(pressed)
      expect(links.length).toBeGreaterThan(3)
      for (const link of links) expectUnderstood(link)
    },
  )
})
