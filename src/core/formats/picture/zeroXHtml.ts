/**
 * 0x's page (Node, by V8's --prof): `visualizer({"merged":{"name":"all stacks","value":1049,"top":0,"children":[…]}, …})`, a tree whose
 * values hold what is below them. Names carry V8's marks: *optimised, ~interpreted, and [INIT], [CPP], [SHARED_LIB] at the end.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags } from '../../profile/profile.ts'
import { asRecord, asText, maxJsonBytes } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'
import { embeddedJson, parsedJson } from './embedded.ts'
import { addTree } from './treeJson.ts'

export const readZeroXHtml: FormatReader = (bytes, options) => {
  const text = bytes.length > maxJsonBytes ? '' : new TextDecoder().decode(bytes)
  const data = asRecord(parsedJson(embeddedJson(text, 'visualizer(')))
  const root = asRecord(data?.['merged']) ?? asRecord(data?.['unmerged'])
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  if (root) {
    addTree(builder, root, (node) => {
      const name = asText(node['name']) ?? ''
      return name === 'all stacks' ? undefined : frameOfV8(builder, name)
    })
  }
  if (builder.sampleCount === 0) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it is a page of 0x without samples that can be read',
      todo: 'record it again, or record with node --cpu-prof and open the .cpuprofile',
    })
  }
  builder.note('ticks of V8’s profiler (--prof): the page does not say how long they are')
  const profile = builder.finish({ format: '0x-html', emitter: '0x', runtime: 'v8' })
  return ok({ format: '0x-html', parts: [{ kind: 'cpu', covers: 'interval', profile }], facts: {} })
}

/** "~fib /srv/app.js:1:13", "__write@@GLIBC_2.2.5 [CPP]" */
export function frameOfV8(builder: ProfileBuilder, text: string): number {
  const marked = text.replace(/^[*~^+]/, '').replace(/ \[(?:INIT|CODE:[^\]]{0,40})\]$/, '')
  const native = / \[(?:CPP|SHARED_LIB)\]$/.exec(marked)
  if (native) return builder.frame(marked.slice(0, native.index), '', 0, '', frameFlags.native)
  const place = /^(.{1,1500}?) (\S{1,1500}):(\d{1,9}):\d{1,9}$/.exec(marked)
  return place ? builder.frame(place[1] ?? '', place[2] ?? '', Number(place[3])) : builder.frame(marked)
}
