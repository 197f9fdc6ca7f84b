import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'
import { readFile } from '../readFile.ts'
import { readCallgrind } from './callgrind.ts'

const options = { fileName: 'callgrind.out', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const small = `# callgrind format
version: 1
creator: callgrind-3.19.0
cmd:  ./app --token secret-argument
positions: line
events: Ir Dr

ob=(1) /srv/bin/app
fl=(1) app.c
fn=(1) main
3 10 2
cfn=(2) parse
calls=4 9
5 400 7
fn=(2)
9 300 1
+1 100 1
fn=(3) fold'2
20 5 0
fn=(4) 0x0000000000001234
0 7 0
`

describe('callgrind', () => {
  it('is a ranking: what each function cost itself, not what its calls did', () => {
    const file = readCallgrind(bytesOf(small), options)
    if (!file.ok) throw new Error(explainLoadError(file.error))
    const [part] = file.value.parts
    expect(part).toMatchObject({
      kind: 'cpu',
      profile: { valueTypes: [{ type: 'Ir', unit: 'count' }], meta: { traits: ['no-stacks'] } },
    })
    expect(drawStacks(part!.profile)).toEqual(['main Ir=10', 'parse Ir=400', 'fold Ir=5', '[app] Ir=7'])
    expect(JSON.stringify(file.value)).not.toMatch(/secret-argument|srv/)
  })

  it.each([
    [
      'cachegrind, instructions',
      'desc: I1 cache: 32768 B\ncmd: ./a\nevents: Ir I1mr\nfl=a.c\nfn=main\n3 10 1\n4 5 0\n',
      ['cpu', 'main Ir=15'],
    ],
    [
      'Xdebug of PHP 5 and 7, microseconds of the wall',
      'version: 0.9.6\ncmd: /srv/index.php\npart: 1\n\nevents: Time\n\nfl=php:internal\nfn=php::strlen\n3 7\n',
      ['wall', 'php::strlen time=7000'],
    ],
    [
      'ruby-prof, microseconds of the wall',
      'events: wall_time\n\nfl=\nfn=Kernel::sleep\n0 875509\n\nfl=app.rb\nfn=Object::hot\n3 1000000\ncfl=\ncfn=Kernel::sleep\ncalls=4 3\n3 875509\n',
      ['wall', 'Kernel::sleep time=875509000', 'Object::hot time=1000000000'],
    ],
    [
      'ruby-prof, microseconds of CPU',
      'events: process_time\n\nfl=\nfn=Kernel::sleep\n0 673\n',
      ['cpu', 'Kernel::sleep cpu=673000'],
    ],
    [
      'an event that JavaScript has a word of its own for',
      'events: constructor\nfl=a.c\nfn=main\n3 10\n',
      [undefined, 'main constructor=10'],
    ],
    [
      'ruby-prof, bytes that it calls time',
      'events: wall_time\n\nfl=\nfn=String::*\n0 400000000000\n\nfl=app.rb\nfn=Object::hot\n3 0\n',
      [undefined, 'String::* allocations=400000'],
    ],
    [
      'yappi, on a clock that it does not name',
      'version: 1\ncreator: yappi\npid: 667\ncmd:  y.py\npart: 1\n\nevents: Ticks\n\nfl=(1) job.py\nfn=(2) job.py:hot\n3 2400000\n',
      [undefined, 'job.py:hot time=2400000000'],
    ],
    [
      'Go’s CPU',
      'positions: instr line\nevents: cpu(nanoseconds)\n\nob=(1) /srv/a\nfl=(1) a.go\nfn=(1) main.main\n0x10 4 100\n',
      ['cpu', 'main.main cpu=100'],
    ],
    [
      'Go’s heap',
      'positions: instr line\nevents: inuse_space(bytes)\n\nfl=(1) a.go\nfn=(1) main.main\n0x10 4 512\n',
      ['heap', 'main.main inuse_space=512'],
    ],
    [
      'a counter that nobody knows, which is not called CPU',
      'version: 1\nevents: process_things\n\nfl=(1) a.rb\nfn=(1) work\n4 9\n',
      [undefined, 'work process_things=9'],
    ],
  ] as const)('is read from other writers of its form: %s', async (_writer, text, want) => {
    const file = await readFile(bytesOf(text), options)
    if (!file.ok) throw new Error(explainLoadError(file.error))
    const [part] = file.value.parts
    expect([part?.kind, ...drawStacks(part!.profile)]).toEqual(want)
  })

  it('agrees with callgrind_annotate about a recorded program', async () => {
    const [part] = (await parsedSample('callgrind/ranking.callgrind.gz')).parts
    expect(totalOf(part!, 'Ir')).toBe(5_970_840)
    const mix = drawStacks(part!.profile).find((line) => line.startsWith('mix '))
    expect(mix).toBe('mix Ir=5648000')
  })

  it('of Xdebug is time by the clock on the wall', () => {
    const text =
      'version: 1\ncreator: xdebug 3.3.1 (PHP 8.3.0)\ncmd: /srv/index.php\npositions: line\n\nevents: Time_(10ns) Memory_(bytes)\n\nfl=(1) /srv/a.php\nfn=(1) App->run\n3 25 96\n'
    const file = readCallgrind(bytesOf(text), options)
    const [part] = file.ok ? file.value.parts : []
    expect([part?.kind, drawStacks(part!.profile)]).toEqual(['wall', ['App->run time=250']])
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    await expectSoundWhenDamaged(bytesOf(small), (bytes) => readCallgrind(bytes, options), {
      everyBytes: 1,
      numRuns: 500,
    })
  })
})
