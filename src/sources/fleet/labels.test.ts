import { describe, expect, it } from 'vitest'
import { processLabels } from './labels.ts'

const types = ['process_cpu:cpu', 'memory:inuse_space', 'mutex:delay']
const rows = (of: (pod: string, type: string) => readonly Readonly<Record<string, string>>[]) =>
  ['a', 'b', 'c'].flatMap((pod) =>
    types.flatMap((type) =>
      of(pod, type).map((labels) => new Map(Object.entries({ __profile_type__: type, pod, ...labels }))),
    ),
  )

describe('labels of processes', () => {
  it('are not those of what recorded a kind of profile: each pod would be two', () => {
    const recorder = rows((_, type) => [
      {
        'otel.scope.name': type.startsWith('process') ? 'sdk' : 'delta',
        agent: type.startsWith('process') ? 'x' : 'y',
      },
    ])
    expect(processLabels(recorder, 'service_name')).toEqual({ names: ['pod'], instances: ['pod'], processes: 3 })
  })
  it('nor one that only some kinds have', () => {
    const some = rows((_, type) => [type.startsWith('process') ? { sampler: 'itimer' } : {}])
    expect(processLabels(some, 'service_name').names).toEqual(['pod'])
  })
  it('are those of a deploy, of which a seldom kind has one version only', () => {
    const deployed = rows((pod, type) =>
      type === 'mutex:delay' && pod === 'a' ? [{ version: 'v2' }] : [{ version: 'v1' }, { version: 'v2' }],
    )
    expect(processLabels(deployed, 'service_name').names).toEqual(['pod', 'version'])
  })
  it('are OpenTelemetry’s, with their dots', () => {
    const dotted = rows((pod) => [{ 'k8s.pod.name': pod, 'k8s.node.name': `node-${pod}` }])
    expect(processLabels(dotted, 'service_name').instances).toEqual(['pod', 'k8s.pod.name'])
  })
})
