import type { ReactNode } from 'react'

interface Props {
  readonly doubt: 'warn' | 'fail'
  readonly sentences: readonly string[]
  /** Id of the element that shows the sentences. */
  readonly reasonId: string
  readonly onReason: (reasons: readonly string[]) => void
  readonly children: ReactNode
}

/** A number or verdict that a check touches: marked, and on focus or a tap it says why. */
export function Doubted({ doubt, sentences, reasonId, onReason, children }: Props) {
  return (
    <button
      type="button"
      className={`doubted is-${doubt}`}
      title={sentences.join('\n')}
      aria-describedby={reasonId}
      onFocus={() => onReason(sentences)}
      onBlur={() => onReason([])}
      onClick={() => onReason(sentences)}
    >
      {children}
      <span aria-hidden="true">{doubt === 'fail' ? ' ✕' : ' !'}</span>
      <span className="visually-hidden">
        {doubt === 'fail' ? ', a check failed' : ', a check asks for care'}
      </span>
    </button>
  )
}
