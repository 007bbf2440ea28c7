import { GLOSSARY } from '../../lib/results/metrics'

/** The words of the page. */
export function Glossary() {
  return (
    <details className="glossary" data-testid="glossary">
      <summary>Glossary: what do the words mean?</summary>
      <dl className="facts">
        {GLOSSARY.map(({ family, name, meaning }) => (
          <div key={family}>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
