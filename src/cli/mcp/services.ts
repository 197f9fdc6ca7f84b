/** The services of a store, worst first: where somebody who was told "something is slow" begins. */
import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { tellFleet } from '../../core/analysis/words/fleet.ts'
import { triaged } from '../../core/analyst/triaged.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { openStore } from '../store/openStore.ts'
import { parseStore } from '../store/arguments.ts'
import { toolZone } from '../zone.ts'
import { refused, structured } from './answers.ts'
import { type Given, selection, wordsOf } from './selection.ts'

export function addServices(server: McpServer, given: Given): void {
  const { store, last, at, from, until } = selection
  server.registerTool(
    'services',
    {
      description:
        'The services of the store that use or wait most in a window (default: the last ten minutes), worst first, each with one line about its processes.',
      inputSchema: z.object({ store, last, at, from, until }),
    },
    async (asked) => {
      const meant = wordsOf(given, asked)
      if (!meant.ok) return refused(meant.error)
      const options = new Map<string, readonly string[]>([['service', ['']]])
      for (const option of ['last', 'at', 'from', 'until'] as const)
        if (asked[option] !== undefined) options.set(option, [asked[option]])
      const parsed = parseStore(options, meant.value.around)
      if (!parsed.ok || parsed.value === undefined) return refused(parsed.ok ? 'no store' : parsed.error)
      const { address, head } = parsed.value
      const found = await openStore(address).triage(head.window)
      if (!found.ok) return refused(explainLoadError(found.error))
      const rows = triaged({ services: found.value.map(({ fleet, ...one }) => ({ ...one, data: fleet, options: {} })) })
      return structured({
        window: {
          from: new Date(head.window.fromMs).toISOString(),
          until: new Date(head.window.untilMs).toISOString(),
        },
        services: rows.map(({ service, place, verdict, cores, processes }) => ({
          service,
          ...(place === undefined ? {} : { place }),
          pattern: verdict?.pattern ?? null,
          text: verdict === undefined ? 'nothing is known of its processes' : tellFleet(verdict, toolZone).text,
          cores,
          processes,
        })),
      })
    },
  )
}
