import { create } from 'zustand'
import { formatView, parseView, START, type View } from '../../lib/results/view'
import { pageOf } from '../../lib/route'

/** View of the results page, which the hash of its address carries. */
export const useView = create<View>()(() => START)

/** Changes the view, and the address with it. */
export function changeView(part: Partial<View>): void {
  useView.setState(part)
  history.replaceState(history.state, '', formatView(useView.getState()))
}

/** Takes the view over from the address, now and when it changes. */
export function followAddress(): () => void {
  const read = () => {
    if (pageOf(location.hash) === 'results' || location.hash.startsWith('#results')) {
      useView.setState(parseView(location.hash))
    }
  }
  read()
  window.addEventListener('hashchange', read)
  return () => window.removeEventListener('hashchange', read)
}
