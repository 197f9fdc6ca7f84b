import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

export interface AxeAsked {
  /** Parts of the page; without any the whole page. */
  readonly parts?: readonly string[]
  /** Without: every rule, the advice too. */
  readonly tags?: readonly string[]
  /** These alone: what else there is to find has been looked for in the same state. */
  readonly rules?: readonly string[] | undefined
  /** Without: of every impact. */
  readonly impacts?: readonly NonNullable<Violation['impact']>[]
}

/**
 * What axe finds, one line each with every place. All in the page itself, which has no frames: a second page to put the answers of frames
 * together, and the list of all that is well, cost as much again and are not looked at.
 */
export async function axeFinds(
  page: Page,
  { parts = [], tags, rules, impacts }: AxeAsked = {},
): Promise<readonly string[]> {
  // Its program is sent to a page once, and not twice a look. No rule of these reads style sheets or films, which it would fetch first.
  const isThere = await page.evaluate(rememberColours)
  const builder = new AxeBuilder({ page, ...(isThere ? { axeSource: 'void 0' } : {}) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false })
  for (const part of parts) builder.include(part)
  if (tags) builder.withTags([...tags])
  if (rules) builder.withRules([...rules])
  const { violations } = await builder.analyze()
  return violations
    .filter(({ impact }) => impacts === undefined || (impact != null && impacts.includes(impact)))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, target }) => `${target.join(' ')} ${html}`).join(', ')}`)
}

interface Colour {
  r: number
  g: number
  b: number
  alpha: number
}
interface Axe {
  readonly commons: { readonly color: { readonly Color: { readonly prototype: Parsing } } }
}
interface Parsing {
  parseString: (this: Colour, text: string) => Colour
  known?: Map<string, Readonly<Colour>>
}

/**
 * Runs in the page: whether axe is there. It parses the colours of every element anew, a fifth of a look, and a page has a few dozen of them.
 */
function rememberColours(): boolean {
  const { axe } = window as { readonly axe?: Axe }
  if (!axe) return false
  const { prototype } = axe.commons.color.Color
  if (prototype.known) return true
  const known = (prototype.known = new Map())
  const { parseString } = prototype
  prototype.parseString = function (text) {
    const before = known.get(text)
    if (before) return Object.assign(this, before)
    parseString.call(this, text)
    const { r, g, b, alpha } = this
    known.set(text, { r, g, b, alpha })
    return this
  }
  return true
}

export const wcag: readonly string[] = ['wcag2a', 'wcag2aa']

/** What there is to find of a page in another theme once every rule has looked at it in one: nothing else of it knows a colour. */
export const ofColours: readonly string[] = ['color-contrast', 'link-in-text-block']
