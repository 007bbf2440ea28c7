import { Fragment, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { CommonDoubt } from '../../lib/results/doubts'
import { Reasons } from './Reasons'

/** Time in which a pointer gets from the mark to its text. */
const LEAVE_MS = 300

/**
 * A mark beside what a check touches. It says why on hover, on focus and on a tap. Esc, a second tap
 * and leaving it close it; the pointer may rest on the text.
 */
export function DoubtMark({ doubt }: { readonly doubt: CommonDoubt | null }) {
  const reasonsId = useId()
  const button = useRef<HTMLButtonElement>(null)
  const reasons = useRef<HTMLSpanElement>(null)
  const { isOpen, open, close, leave, toggle } = useOpening(button)
  useLayoutEffect(() => {
    if (isOpen && reasons.current !== null && button.current !== null) {
      placeBelow(reasons.current, button.current)
    }
  }, [isOpen])
  if (doubt === null) {
    return null
  }
  const hasFailed = doubt.verdict === 'fail'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <span
      className={`doubt-mark is-${doubt.verdict}`}
      data-testid="doubt-mark"
      onMouseEnter={open}
      onMouseLeave={leave}
    >
      <button
        ref={button}
        type="button"
        aria-describedby={reasonsId}
        onFocus={open}
        onBlur={close}
        onClick={toggle}
      >
        <span aria-hidden="true">{hasFailed ? '✕' : '!'}</span>
        <span className="visually-hidden">
          {hasFailed ? 'A check failed' : 'A check asks for care'}
        </span>
      </button>
      <span ref={reasons} id={reasonsId} role="tooltip" className="doubt-reasons" hidden={!isOpen}>
        {doubt.reasons.map(({ where, sentences }) => (
          <Fragment key={`${where} ${sentences[0]}`}>
            {where !== '' && <b className="reason">{where}:</b>} <Reasons sentences={sentences} />
          </Fragment>
        ))}
      </span>
    </span>
  )
}

/** Opening and closing of a text by pointer, focus, tap and Esc. */
function useOpening(button: { readonly current: HTMLElement | null }) {
  const [isOpen, setOpen] = useState(false)
  const isTapped = useRef(false)
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined)
  const open = () => {
    clearTimeout(leaving.current)
    setOpen(true)
  }
  const close = () => {
    clearTimeout(leaving.current)
    isTapped.current = false
    setOpen(false)
  }
  useEffect(() => {
    if (!isOpen) {
      return
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        clearTimeout(leaving.current)
        isTapped.current = false
        setOpen(false)
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isOpen])
  useEffect(() => () => clearTimeout(leaving.current), [])
  return {
    isOpen,
    open,
    close,
    /** The pointer left. The text stays while the button has the focus. */
    leave: () => {
      if (document.activeElement !== button.current) {
        leaving.current = setTimeout(close, LEAVE_MS)
      }
    },
    /** A tap focuses the button first, which opens the text, so only the second one closes it. */
    toggle: () => {
      if (isOpen && isTapped.current) {
        close()
      } else {
        open()
        isTapped.current = true
      }
    },
  }
}

/** Puts a text below a mark, within the block that holds both. */
function placeBelow(text: HTMLElement, mark: HTMLElement): void {
  const block = text.offsetParent
  const room = (block?.clientWidth ?? 0) - text.offsetWidth
  text.style.left = `${Math.max(0, Math.min(mark.offsetLeft, room))}px`
}
