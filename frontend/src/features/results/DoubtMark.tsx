import { type KeyboardEvent, useId, useState } from 'react'
import type { Doubt } from '../../lib/results/doubts'

/** A mark beside what a check touches. It says why on hover, on focus and on a tap; Esc closes it. */
export function DoubtMark({ doubt }: { readonly doubt: Doubt | null }) {
  const reasonsId = useId()
  const [isOpen, setOpen] = useState(false)
  if (doubt === null) {
    return null
  }
  const hasFailed = doubt.verdict === 'fail'
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setOpen(false)
    }
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <span
      className={`doubt-mark is-${doubt.verdict}`}
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
    >
      <button
        type="button"
        aria-describedby={reasonsId}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      >
        <span aria-hidden="true">{hasFailed ? '✕' : '!'}</span>
        <span className="visually-hidden">
          {hasFailed ? 'A check failed' : 'A check asks for care'}
        </span>
      </button>
      <span id={reasonsId} role="tooltip" className="doubt-reasons" hidden={!isOpen}>
        {doubt.sentences.join(' ')}
      </span>
    </span>
  )
}
