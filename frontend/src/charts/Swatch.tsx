import { symbol } from 'd3-shape'
import { type SeriesStyle, symbolOf } from './lines'

/** Colour and shape of a line, beside its name. */
export function Swatch({ style }: { readonly style: SeriesStyle }) {
  return (
    <svg
      className={`swatch-shape series series-${style}`}
      width="14"
      height="14"
      aria-hidden="true"
    >
      <path
        className="marker-shape"
        d={symbol(symbolOf(style), 50)() ?? ''}
        transform="translate(7,7)"
      />
    </svg>
  )
}
