import { Component, type ReactNode } from 'react'

interface Props {
  /** Says why the page may have failed, and what to do. */
  readonly sentence?: string
  readonly children: ReactNode
}

const RESTARTED =
  'This page can’t be shown. The proxy may have been restarted with another version: reload the page.'

/** Sentence for pages that draw a file. */
export const FILE_SENTENCE =
  'This page can’t be shown. A result that is open may be damaged, or have values that no run of the bench has. Reload the page, and open the others without it.'

/** Sentence for an error outside of the pages. */
export const APP_SENTENCE =
  'First Token stopped because of an error in its pages. Reload them: the settings stay, and the chat is lost. If that does not help, delete what this site has stored in the browser.'

/** Keeps the header where a page can’t be loaded or drawn. React reports the error. */
export class PageBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    const { sentence = RESTARTED, children } = this.props
    return this.state.hasFailed ? (
      <main className="page-failed">
        <p role="alert">{sentence}</p>
        <button type="button" className="action" onClick={() => location.reload()}>
          reload
        </button>
      </main>
    ) : (
      children
    )
  }
}
