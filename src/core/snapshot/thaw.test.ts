import { describe, expect, it } from 'vitest'
import { parseSnapshot } from './thaw.ts'

const shell =
  '"format":"trifold-snapshot","version":1,"view":"","title":"","inputs":[],"head":{"analysis":{},"trees":{}}'

describe('the data of a snapshot from a stranger', () => {
  it('reaches no prototype', () => {
    const text = `{${shell},"__proto__":{"polluted":1},"labels":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`
    const parsed = parseSnapshot(text, 'a snapshot')
    if (!parsed.ok) throw new Error(parsed.error.what)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype)
    expect('polluted' in parsed.value).toBe(false)
    expect('polluted' in parsed.value.labels).toBe(false)
  })
})
