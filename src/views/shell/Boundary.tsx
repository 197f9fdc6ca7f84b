import { Component, type ReactNode } from 'react'

/** A mistake of ours in one part must not blank the others: it says so in its place. */
export class Boundary extends Component<
  { readonly part: string; readonly children: ReactNode },
  { readonly error?: Error }
> {
  override state: { readonly error?: Error } = {}

  static getDerivedStateFromError(error: Error): { readonly error: Error } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <section role="alert" className="rounded-panel border border-dashed border-line-strong p-3 text-ink-2">
        <p className="text-ink-1">
          {this.props.part} could not be drawn; everything else on this page holds. Reload the page to try again.
        </p>
        <p className="type-small mt-1 font-mono break-words text-ink-3">{error.message}</p>
      </section>
    )
  }
}
