import { describe, expect, it } from 'vitest'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { pythonFrame } from '../formats/pythonFrame.ts'
import type { Capture } from './capture.ts'
import { namedAlike } from './pythonPlaces.ts'

const capture = (files: readonly string[], looks?: object): Capture => {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  for (const file of files) builder.sample(builder.stack(-1, pythonFrame(builder, 'handle', file, 3)), 1)
  return { profile: builder.finish({ format: 'drawn', runtime: 'cpython' }), ...(looks ? { looks } : {}) } as Capture
}
const namesOf = (captures: readonly Capture[]): readonly (readonly string[])[] =>
  captures.map(({ profile: { frames, strings } }) => [...frames.name].map((name) => strings[name]!))

describe('Python functions of files that say where they lie and of files that do not', () => {
  const whole = ['/var/shop/py/svc.py', '/usr/lib/python3.11/json/encoder.py']

  it('are one name', () => {
    const given = [capture(whole), capture(['svc.py', 'json/encoder.py'])]
    expect(namesOf(given)[0]).toEqual(['py.svc.handle', 'json.encoder.handle'])
    const alike = namedAlike(given)
    expect(namesOf(alike)).toEqual([
      ['svc.handle', 'json.encoder.handle'],
      ['svc.handle', 'json.encoder.handle'],
    ])
    // The same again is the same table, which others keep by.
    expect(namedAlike(given)[0]!.profile).toBe(alike[0]!.profile)
  })

  it('follow dumps of threads, whichever they have', () => {
    expect(namesOf(namedAlike([capture(whole, [{}]), capture(['svc.py'])]))[1]).toEqual(['py.svc.handle'])
  })

  it('stay what they are where two files could be meant, and where all say the same', () => {
    const two = [capture(['/srv/a/one/views.py', '/srv/a/two/views.py']), capture(['views.py'])]
    expect(namesOf(namedAlike(two))[0]).toEqual(['one.views.handle', 'two.views.handle'])
    const same = [capture(whole), capture(whole)]
    expect(namedAlike(same)).toBe(same)
  })
})
