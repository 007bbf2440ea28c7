import { Fragment } from 'react'

/** Sentences on why a number is in doubt, one below the other. */
export function Reasons({ sentences }: { readonly sentences: readonly string[] }) {
  return sentences.map((sentence) => (
    <Fragment key={sentence}>
      <span className="reason">{sentence}</span>{' '}
    </Fragment>
  ))
}

interface LineProps {
  readonly id: string
  readonly sentences: readonly string[]
}

/** Reasons to doubt the focused number, below the numbers. */
export function ReasonsBelow({ id, sentences }: LineProps) {
  return (
    <p id={id} className="reasons" aria-live="polite">
      {sentences.length === 0 ? '\u00a0' : <Reasons sentences={sentences} />}
    </p>
  )
}
