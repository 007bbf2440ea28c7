import { Component, type ReactNode } from 'react'

/** Keeps the header where a page can’t be loaded or drawn. React reports the error. */
export class PageBoundary extends Component<
  { readonly children: ReactNode },
  { readonly hasFailed: boolean }
> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? (
      <main className="page-failed">
        <p>
          This page can’t be shown. The proxy may have been restarted with another version: reload
          the page.
        </p>
      </main>
    ) : (
      this.props.children
    )
  }
}
