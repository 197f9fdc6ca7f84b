/**
 * Around the whole page: whatever throws while drawing, what is left says so and offers a way on. What was opened last is kept in this
 * browser and named in the address, so that reloading alone would end here again.
 */
import { Component, Suspense, lazy, type ReactNode } from 'react'

// Not in the first screen's budget; where it cannot be had any more, a sentence is here.
const PageFailed = lazy(() =>
  import('./PageFailed.tsx').then(
    (module) => ({ default: module.PageFailed }),
    () => ({ default: () => <h1>This page could not be drawn. Reload it.</h1> }),
  ),
)

interface Properties {
  /** Removes every file kept in this browser; absent in a snapshot. */
  readonly forget?: () => Promise<void>
  readonly children: ReactNode
}

export class PageBoundary extends Component<Properties, { readonly problem?: string }> {
  override state: { readonly problem?: string } = {}

  static getDerivedStateFromError(thrown: unknown): { readonly problem: string } {
    return { problem: String(thrown) }
  }

  override render(): ReactNode {
    const { problem } = this.state
    if (problem === undefined) return this.props.children
    return (
      <Suspense>
        <PageFailed problem={problem} forget={this.props.forget} />
      </Suspense>
    )
  }
}
