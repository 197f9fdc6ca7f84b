import { type ComponentType, type ReactElement, type ReactNode, lazy, useEffect, useState } from 'react'
import { partMissing } from '../../core/base/ownPart.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { Button } from './Button.tsx'

export interface LazyPart<P> {
  (props: P): ReactElement
  /** Fetches its code before it is drawn. What goes wrong is said where it is drawn. */
  readonly fetch: () => void
}

/**
 * A part of the page whose code comes when it is first drawn, as with React's `lazy`; but where that code is there already it is drawn at
 * once. React's own waits for it all the same, shows the fallback meanwhile, and keeps a fallback for 300 ms so that nothing flickers: on
 * a phone that was the half second between the verdict and its being seen.
 *
 * Code that does not come costs its part and no more, and is asked for again whenever the part is drawn anew.
 * @param without what stands in its place then; a sentence where nothing is given
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>, without?: ReactNode): LazyPart<P> {
  let there: ComponentType<P> | undefined
  let loading: Promise<{ readonly default: ComponentType<P> }> | undefined
  const once = () =>
    (loading ??= load().then(
      (component) => ({ default: (there = component) }),
      () => ({ default: Missing }),
    ))
  const Later: ComponentType<P> = lazy(once)
  function Part(props: P): ReactElement {
    // What was drawn first stays: another component in its place would begin afresh.
    const [Drawn] = useState(() => there ?? Later)
    return <Drawn {...props} />
  }
  function Missing(props: P): ReactNode {
    const [Found, setFound] = useState<ComponentType<P>>()
    const again = (): void => {
      load().then(
        (component) => setFound(() => (there = component)),
        () => undefined,
      )
    }
    useEffect(again, [])
    if (Found) return <Found {...props} />
    if (without !== undefined) return without
    return (
      <p role="alert" className="type-small p-2 text-ink-2">
        {explainLoadError(partMissing)} <Button onClick={again}>Try again</Button>
      </p>
    )
  }
  return Object.assign(Part, { fetch: () => void once() })
}
