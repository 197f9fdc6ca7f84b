import { describe, expect, it } from 'vitest'
import { profileFromText } from '../testing/fromText.ts'
import { profilerStacks } from './profilers.ts'

/** Names of the leaves that are the profiler's own work. */
function ownLeaves(text: string): readonly string[] {
  const profile = profileFromText(text)
  const found = profilerStacks(profile)
  return [...profile.samples.stack]
    .filter((stack) => found?.[stack] === 1)
    .map((stack) => profile.strings[profile.frames.name[profile.stacks.frame[stack] ?? 0] ?? 0] ?? '')
}

describe('what a profiler does itself', () => {
  it('is what it collects, down to the leaf', () => {
    expect(
      ownLeaves(`
        net/http.(*conn).serve                 net/http.(*conn).serve
        net/http/pprof.Index                   main.handle
        runtime/pprof.(*Profile).WriteTo       encoding/json.Marshal
        compress/flate.(*compressor).deflate
      `),
    ).toEqual(['compress/flate.(*compressor).deflate'])
  })

  it('is not what runs inside an agent’s wrapper', () => {
    expect(
      ownLeaves(`
        github.com/grafana/pyroscope-go.TagWrapper    github.com/grafana/pyroscope-go.TagWrapper.func1  github.com/grafana/pyroscope-go.(*Session).upload
        runtime/pprof.Do                              example.com/shop.(*Cart).Price                    net/http.(*Client).Do
        example.com/shop.(*Cart).Price                encoding/json.Marshal
      `),
    ).toEqual(['net/http.(*Client).Do'])
  })

  it('is not the program’s own work below any other frame of an agent, whatever that is called', () => {
    expect(
      ownLeaves(`
        gopkg.in/DataDog/dd-trace-go.v1/profiler.run
        example.com/shop.(*Cart).Price
        encoding/json.Marshal
      `),
    ).toEqual([])
  })
})
