import { type RefObject, useEffect, useRef, useState } from 'react'

/** Width of a printed page’s column: print has no observer that could tell. */
const PRINT_WIDTH = 640

/** Width of an element, which is followed. Without a layout it is a usual one. */
export function useWidth<T extends HTMLElement>(
  otherwise: number,
): readonly [RefObject<T | null>, number] {
  const ref = useRef<T>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = ref.current
    if (element === null) {
      return
    }
    const measure = () => setWidth(Math.floor(element.clientWidth))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width > 0 ? width : Math.min(otherwise, PRINT_WIDTH)]
}
