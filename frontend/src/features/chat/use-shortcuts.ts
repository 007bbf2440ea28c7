import { type RefObject, useEffect } from 'react'
import { stop } from './chat-store'

/** Keys that work outside of fields, and Esc that works everywhere but in a dialog. */
export function useShortcuts(
  composer: RefObject<HTMLTextAreaElement | null>,
  onHelp: () => void,
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // Esc also ends the composition of a character.
      if (
        event.isComposing ||
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey
      ) {
        return
      }
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest('[role=dialog]')) {
        return
      }
      if (event.key === 'Escape') {
        stop()
      } else if (target?.closest('input, textarea, select') == null) {
        if (event.key === '/') {
          event.preventDefault()
          composer.current?.focus()
        } else if (event.key === '?') {
          event.preventDefault()
          onHelp()
        }
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [composer, onHelp])
}
