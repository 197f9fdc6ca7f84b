/**
 * Assertions that first wait for the place they look at. While one of Playwright's own waits, every look that finds nothing yet makes a
 * description of the whole page, for a message that only the last would need: a sixth of all that a page costs here, and the waits grow
 * from one look to the next. What is asserted is the same, and said by Playwright where it fails.
 */
import { type ExpectMatcherState, type Locator, errors, expect as asserted } from '@playwright/test'

interface Waits {
  readonly timeout?: number
}
interface Said {
  readonly pass: boolean
  readonly message: () => string
}

/** What was waited for in vain is told by one look more. */
const lookAgain = { timeout: 1000 }

async function isThere(
  { timeout }: ExpectMatcherState,
  place: Locator,
  state: 'visible' | 'attached',
  given: Waits = {},
): Promise<boolean> {
  try {
    await place.waitFor({ state, timeout: given.timeout ?? timeout })
    return true
  } catch (error) {
    // Two places where one was meant are told by the assertion, as is a page that is closed.
    if (error instanceof errors.TimeoutError) return false
    return true
  }
}

async function said({ isNot }: ExpectMatcherState, assertion: () => Promise<void>): Promise<Said> {
  try {
    await assertion()
    return { pass: !isNot, message: () => '' }
  } catch (error) {
    return { pass: isNot, message: () => (error instanceof Error ? error.message : String(error)) }
  }
}

const whole = (place: Locator, { isNot }: ExpectMatcherState) => (isNot ? asserted(place).not : asserted(place))

export const expect: typeof asserted = asserted.extend({
  async toBeVisible(this: ExpectMatcherState, place: Locator, given: Waits & { readonly visible?: boolean } = {}) {
    const isShown = this.isNot || given.visible === false || (await isThere(this, place, 'visible', given))
    return said(this, () => whole(place, this).toBeVisible(isShown ? given : { ...given, ...lookAgain }))
  },
  async toContainText(this: ExpectMatcherState, place: Locator, text: Text, given: Waits = {}) {
    const isKnown = this.isNot || Array.isArray(text) || (await isThere(this, place, 'attached', given))
    return said(this, () => whole(place, this).toContainText(text, isKnown ? given : { ...given, ...lookAgain }))
  },
  async toHaveText(this: ExpectMatcherState, place: Locator, text: Text, given: Waits = {}) {
    const isKnown = this.isNot || Array.isArray(text) || (await isThere(this, place, 'attached', given))
    return said(this, () => whole(place, this).toHaveText(text, isKnown ? given : { ...given, ...lookAgain }))
  },
})

type Text = Parameters<ReturnType<typeof asserted<Locator>>['toHaveText']>[0]
