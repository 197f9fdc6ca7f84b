/** What people call a runtime. */
import type { Runtime } from '../../base/vocabulary.ts'

export const runtimeNames: Readonly<Record<Runtime, string>> = {
  go: 'Go',
  jvm: 'Java',
  cpython: 'Python',
  v8: 'JavaScript',
  dotnet: '.NET',
  native: 'native code',
}
