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

/** The place below some numbers where that with the focus says why it is in doubt. */
export function ReasonsBelow({ id, sentences }: LineProps) {
  return (
    <p id={id} className="reasons" aria-live="polite">
      {sentences.length === 0 ? '\u00a0' : <Reasons sentences={sentences} />}
    </p>
  )
}
