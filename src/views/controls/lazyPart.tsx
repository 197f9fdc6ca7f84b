import { type ComponentType, type ReactElement, lazy, useState } from 'react'

export interface LazyPart<P> {
  (props: P): ReactElement
  /** Fetches its code before it is drawn. What goes wrong is said where it is drawn. */
  readonly fetch: () => void
}

/**
 * A part of the page whose code comes when it is first drawn, as with React's `lazy`; but where that code is there already it is drawn at
 * once. React's own waits for it all the same, shows the fallback meanwhile, and keeps a fallback for 300 ms so that nothing flickers: on
 * a phone that was the half second between the verdict and its being seen.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): LazyPart<P> {
  let there: ComponentType<P> | undefined
  let loading: Promise<{ readonly default: ComponentType<P> }> | undefined
  const once = () =>
    (loading ??= load().then((component) => {
      there = component
      return { default: component }
    }))
  const Later: ComponentType<P> = lazy(once)
  function Part(props: P): ReactElement {
    // What was drawn first stays: another component in its place would begin afresh.
    const [Drawn] = useState(() => there ?? Later)
    return <Drawn {...props} />
  }
  return Object.assign(Part, { fetch: () => void once().catch(() => undefined) })
}
