import { scaleLinear as d3ScaleLinear } from 'd3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scaleLinear } from './unitScale.ts'

it('maps a share onto a range as d3 does', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 5000 }), (share, width) => {
      expect(scaleLinear().range([0, width])(share)).toBeCloseTo(d3ScaleLinear().range([0, width])(share), 9)
    }),
  )
})
