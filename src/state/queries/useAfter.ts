import { useEffect, useState } from 'react'

/** True once `when` has held for so long: what most people never need should not flash up for everybody. */
export function useAfter(when: boolean, ms: number): boolean {
  const [isLater, setIsLater] = useState(false)
  useEffect(() => {
    if (!when) return undefined
    const timer = setTimeout(() => setIsLater(true), ms)
    return () => {
      clearTimeout(timer)
      setIsLater(false)
    }
  }, [when, ms])
  return when && isLater
}
