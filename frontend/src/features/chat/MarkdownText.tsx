import { type ComponentProps, memo, type ReactNode, useRef, useState } from 'react'
import Markdown, { type Components, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import remend from 'remend'
import {
  BlockSplitter,
  hasDefinitions,
  isHugeTable,
  isTooDeep,
  withoutEmptyRow,
} from '../../lib/blocks'
import { copyText } from '../../lib/clipboard'
import { ErrorBoundary } from './ErrorBoundary'
import './styles/markdown.css'

const SAFE_LINK = /^(https?:\/\/|mailto:)/i

const PLUGINS: Options['remarkPlugins'] = [remarkGfm]

/** Headings of a reply rank below the page's own. */
const COMPONENTS: Components = {
  a: Link,
  img: ImageLink,
  h1: 'h2',
  h2: 'h3',
  h3: 'h4',
  h4: 'h5',
  h5: 'h6',
  pre: CodeBlock,
  table: WideTable,
}

interface Props {
  readonly text: string
  /** True while more text may follow. */
  readonly isOpen: boolean
}

/**
 * Markdown that may still grow. It is drawn in blocks, and only the last one changes. Links whose
 * definition is in another block work when the text is complete.
 */
export const MarkdownText = memo(function MarkdownText({ text, isOpen }: Props) {
  const [splitter] = useState(() => new BlockSplitter())
  const isWhole = !isOpen && hasDefinitions(text) && !isTooDeep(text)
  const blocks = isWhole ? [text] : splitter.split(text)
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a block never moves
    <Block key={index} text={block} isOpen={isOpen && index === blocks.length - 1} />
  ))
})

const Block = memo(function Block({ text, isOpen }: Props) {
  if ((isOpen && isHugeTable(text)) || isTooDeep(text)) {
    return <PlainBlock text={text} />
  }
  const complete = withoutEmptyRow(text)
  return (
    <ErrorBoundary fallback={<PlainBlock text={text} />}>
      <Markdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {isOpen ? remend(complete, { linkMode: 'text-only' }) : complete}
      </Markdown>
    </ErrorBoundary>
  )
})

/** Text as it came, where drawing it as Markdown costs too much or fails. */
function PlainBlock({ text }: { readonly text: string }): ReactNode {
  return <pre className="plain-block">{text}</pre>
}

function Link({ href, children }: ComponentProps<'a'>): ReactNode {
  return href !== undefined && SAFE_LINK.test(href) ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  )
}

/** An image would tell its host who reads the reply, so it is only a link. */
function ImageLink({ src, alt }: ComponentProps<'img'>): ReactNode {
  const name = alt === undefined || alt === '' ? 'image' : alt
  return <Link href={typeof src === 'string' ? src : undefined}>Image: {name}</Link>
}

function CodeBlock({ children }: ComponentProps<'pre'>): ReactNode {
  const pre = useRef<HTMLPreElement>(null)
  return (
    <div className="code-block">
      <button
        type="button"
        className="action code-copy"
        onClick={() => void copyText(pre.current?.textContent ?? '')}
      >
        copy<span className="visually-hidden"> code</span>
      </button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which needs the keyboard */}
      <pre ref={pre} tabIndex={0}>
        {children}
      </pre>
    </div>
  )
}

function WideTable({ children }: ComponentProps<'table'>): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, which needs the keyboard
    <div className="wide-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  )
}
