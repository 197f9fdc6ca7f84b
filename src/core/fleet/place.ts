/** Where a service lives: one name in two namespaces is two services, which are never added up without a word. */

type Labels = Readonly<Record<string, string>>

/** In the usual set-ups, the most telling first. */
export const namespaceLabels: readonly string[] = [
  'namespace',
  'service_namespace',
  'service.namespace',
  'k8s_namespace_name',
  'k8s.namespace.name',
  'k8s_namespace',
  'kubernetes_namespace',
  'kube_namespace',
]

/** What of some labels says where: one label, or none. */
export function placeOf(labels: Labels): Labels {
  const label = namespaceLabels.find((name) => labels[name] !== undefined && labels[name] !== '')
  return label === undefined ? {} : { [label]: labels[label] ?? '' }
}

/** "namespace shop"; empty where nobody says. */
export const placeText = (place: Labels): string =>
  Object.entries(place)
    .map(([label, value]) => `${label} ${value}`)
    .join(', ')

/** The same service and place, whoever writes it. */
export const placeKey = (service: string, place: Labels): string => JSON.stringify([service, ...Object.entries(place)])
