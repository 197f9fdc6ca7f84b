import { describe, expect, it } from 'vitest'
import { drawTree } from '../testing/drawTree.ts'
import { profileFromText } from '../testing/fromText.ts'
import { buildCallTree } from './buildCallTree.ts'
import type { CallTree } from './callTree.ts'
import { grouped } from './grouped.ts'

const treeOf = (text: string): CallTree => buildCallTree(profileFromText(text), { column: 0, unit: 'count' })

const service = treeOf(`
  net/http.(*conn).serve          net/http.(*conn).serve          net/http.(*conn).serve     runtime.gcBgMarkWorker
  net/http.HandlerFunc.ServeHTTP  net/http.HandlerFunc.ServeHTTP  net/http.readRequest       runtime.scanobject
  acme.io/shop.Pay                acme.io/shop.Pay
  encoding/json.Marshal           acme.io/shop.check
  reflect.Value.Field
  6                               3                               2                          1
`)

describe('without libraries and the runtime', () => {
  it('what a library costs is its caller’s own, and a stack without any of the program is its outermost frame', () => {
    expect(drawTree(grouped(service, 'own'))).toEqual(
      drawTree(
        treeOf(`
        acme.io/shop.Pay  acme.io/shop.Pay    net/http.(*conn).serve  runtime.gcBgMarkWorker
                          acme.io/shop.check
        6                 3                   2                       1
      `),
      ),
    )
  })

  it('loses nothing', () => {
    expect(grouped(service, 'own').total[0]).toBe(service.total[0])
    expect(grouped(service, 'packages').totalSamples[0]).toBe(service.totalSamples[0])
  })
})

describe('by package', () => {
  it('calls inside one package are one frame, with the colour of the package', () => {
    const tree = grouped(service, 'packages')
    expect(drawTree(tree)).toEqual(
      drawTree(
        treeOf(`
        net/http       net/http      net/http  runtime
        acme.io/shop   acme.io/shop
        encoding/json
        reflect
        6              3             2         1
      `),
      ),
    )
    const hueOf = (name: string) => tree.kinds?.[tree.names.indexOf(name)]?.hue
    expect(['acme.io/shop', 'encoding/json', 'runtime'].map(hueOf)).toEqual(['own', 'serde', 'runtime'])
  })
})
