/** `{service_name="checkout",pod="a"}`, as Pyroscope and Parca read it; values are quoted, so nothing in them can end the selector. */
export function labelSelector(labels: Iterable<readonly [string, string]>): string {
  const matchers = [...labels].map(([name, value]) => `${name}=${quote(value)}`)
  return `{${matchers.join(',')}}`
}

function quote(value: string): string {
  const escaped = value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
  return `"${escaped}"`
}

/** Labels by which the instances of one service are told apart, in the usual set-ups. */
export const instanceLabels: readonly string[] = ['pod', 'instance', 'hostname', 'host', 'node', 'container_id']
