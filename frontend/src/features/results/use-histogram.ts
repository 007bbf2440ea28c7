import { useEffect, useState } from 'react'
import { type Bucket, decodeHistogram } from '../../lib/results/hdr'
import type { Histogram } from '../../lib/results/report'

const decoded = new WeakMap<Histogram, Promise<readonly Bucket[]>>()

function decode(histogram: Histogram): Promise<readonly Bucket[]> {
  const known = decoded.get(histogram)
  if (known !== undefined) {
    return known
  }
  // A histogram that can’t be read has no curve; the percentiles beside it stay.
  const buckets =
    'buckets' in histogram
      ? Promise.resolve(histogram.buckets)
      : decodeHistogram(histogram.hdr).catch(() => [])
  decoded.set(histogram, buckets)
  return buckets
}

/** The buckets of some histograms, in their order; null until all are decoded. */
export function useHistograms(
  histograms: readonly Histogram[],
): readonly (readonly Bucket[])[] | null {
  const [shown, setShown] = useState<{
    readonly of: readonly Histogram[]
    readonly buckets: readonly (readonly Bucket[])[]
  } | null>(null)
  useEffect(() => {
    let isCurrent = true
    void Promise.all(histograms.map(decode)).then((buckets) => {
      if (isCurrent) {
        setShown({ of: histograms, buckets })
      }
    })
    return () => {
      isCurrent = false
    }
  }, [histograms])
  return shown?.of === histograms ? shown.buckets : null
}
