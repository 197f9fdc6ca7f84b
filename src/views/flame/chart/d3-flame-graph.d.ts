/** The package ships no types. Only what the one adapter uses is declared. */
declare module 'd3-flame-graph' {
  import type { HierarchyRectangularNode, Selection } from 'd3'
  import type { FlameNode } from './boxTree.ts'

  export interface FlameGraphTooltip {
    (svg: unknown): void
    show(): void
    hide(): void
  }

  export interface FlameGraph {
    (selection: Selection<HTMLElement, FlameNode, null, undefined>): void
    width(px: number): this
    height(px: number): this
    cellHeight(px: number): this
    inverted(rootOnTop: boolean): this
    sort(sorted: boolean): this
    transitionDuration(ms: number): this
    tooltip(tooltip: FlameGraphTooltip): this
    label(text: (node: HierarchyRectangularNode<FlameNode>) => string): this
    setColorMapper(fill: (node: HierarchyRectangularNode<FlameNode>) => string): this
    destroy(): void
  }

  export default function flamegraph(): FlameGraph
}
