/**
 * `{service_name="checkout",pod="a"}`, as Pyroscope and Parca read it; values are quoted, so nothing in them can end the selector.
 * The end of a name says how its value is meant, so that a selection stays a flat list of names and values, in links as well:
 * `pod` is it, `pod!` is not, `pod~` any of these, `pod!~` none of these, several values with | between.
 */
export function labelSelector(labels: Iterable<readonly [string, string]>): string {
  const matchers = [...labels].map(([name, value]) => {
    const [, bare = name, how = ''] = /^(.*?)(!~|!|~)?$/s.exec(name) ?? []
    // OpenTelemetry's names have dots, which a selector may only have in quotes.
    const plain = /^[a-zA-Z_]\w*$/.test(bare) ? bare : quote(bare)
    switch (how) {
      case '!':
        return `${plain}!=${quote(value)}`
      case '~':
        return `${plain}=~${quote(anyOf(value))}`
      case '!~':
        return `${plain}!~${quote(anyOf(value))}`
      default:
        return `${plain}=${quote(value)}`
    }
  })
  return `{${matchers.join(',')}}`
}

function quote(value: string): string {
  const escaped = value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
  return `"${escaped}"`
}

/** Values are names, not patterns. */
const anyOf = (value: string): string =>
  valuesOf(value)
    .map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')

const valuesOf = (value: string): readonly string[] => value.split('|')

/** Labels by which the instances of one service are told apart, in the usual set-ups. */
export const instanceLabels: readonly string[] = [
  'pod',
  'k8s.pod.name',
  'k8s_pod_name',
  'instance',
  'service.instance.id',
  'service_instance_id',
  'hostname',
  'host',
  'host.name',
  'host_name',
  'node',
  'container_id',
]
