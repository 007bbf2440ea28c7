import { useEffect, useState } from 'react'

const TICK_MS = 100

/** The time of `performance.now()`, which moves on while active. */
export function useNow(isActive: boolean): number {
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (!isActive) {
      return
    }
    const timer = setInterval(() => setNow(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [isActive])
  return now
}
