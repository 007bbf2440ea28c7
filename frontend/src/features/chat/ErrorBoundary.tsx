import { Component, type ReactNode } from 'react'

interface Props {
  /** Shown instead of what can’t be drawn. */
  readonly fallback: ReactNode
  readonly children: ReactNode
}

/** Keeps the rest of the page where a part of it can’t be drawn. React reports the error. */
export class ErrorBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children
  }
}
