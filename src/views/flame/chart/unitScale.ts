/**
 * What d3-flame-graph needs of d3-scale, and all it needs: [0, 1] onto a range, without clamping. The build gives it this instead, because
 * d3-scale brings colours, interpolation and number formats that the first screen would wait for.
 */
export interface UnitScale {
  (share: number): number
  range(next: readonly [number, number]): UnitScale
}

export function scaleLinear(): UnitScale {
  let [from, to]: readonly [number, number] = [0, 1]
  const scale = (share: number): number => from + (to - from) * share
  return Object.assign(scale, {
    range(next: readonly [number, number]) {
      ;[from, to] = next
      return this as unknown as UnitScale
    },
  })
}
