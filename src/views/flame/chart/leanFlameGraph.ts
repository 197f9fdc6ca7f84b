/**
 * For the build only. d3-flame-graph draws rectangles here and nothing else: the adapter beside this file sets labels, colours and zoom
 * itself and uses no transition. So the first screen loads neither d3-transition (the timeline's brush brings it later) nor the
 * whole of d3-scale.
 */
export const leanFlameGraph = {
  name: 'lean-flame-graph',
  enforce: 'pre',
  resolveId(source: string, importer: string | undefined): string | undefined {
    if (importer?.includes('d3-flame-graph') !== true) return undefined
    if (source === 'd3-transition') return '\0no-transitions'
    return source === 'd3-scale' ? new URL('./unitScale.ts', import.meta.url).pathname : undefined
  },
  load: (id: string): string | undefined => (id === '\0no-transitions' ? 'export {}' : undefined),
} as const
