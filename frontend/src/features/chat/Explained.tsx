import { type ReactNode, useId, useState } from 'react'

export interface Explainable {
  readonly name: string
  readonly content: ReactNode
  readonly meaning: string
}

interface Props {
  readonly items: readonly Explainable[]
  readonly className: string
}

/** Figures that say what they mean: on hover, and below the list on focus or a tap. */
export function Explained({ items, className }: Props) {
  const meaningId = useId()
  const [name, setName] = useState<string | null>(null)
  const shown = items.find((item) => item.name === name)
  return (
    <>
      <ul className={className}>
        {items.map((item) => (
          <li key={item.name}>
            <button
              type="button"
              className="explained"
              title={item.meaning}
              aria-describedby={item === shown ? meaningId : undefined}
              onFocus={() => setName(item.name)}
              onClick={() => setName(item.name)}
              onBlur={() => setName(null)}
            >
              {item.content}
            </button>
          </li>
        ))}
      </ul>
      {shown !== undefined && (
        <p id={meaningId} className="meaning">
          {shown.name}: {shown.meaning}
        </p>
      )}
    </>
  )
}
