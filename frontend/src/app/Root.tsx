import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode } from 'react'
import { APP_SENTENCE, PageBoundary } from './PageBoundary'
import { colorScheme, cssVariables, theme } from './theme'

interface Props {
  /** Nonce of this load, which allows the styles that components add. */
  readonly nonce: string
  readonly children: ReactNode
}

/** What the whole app stands on. An error that no page keeps to itself is a sentence. */
export function Root({ nonce, children }: Props) {
  return (
    <StrictMode>
      <PageBoundary sentence={APP_SENTENCE}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={colorScheme}
          defaultColorScheme="auto"
          getStyleNonce={() => nonce}
        >
          <QueryClientProvider client={QUERIES}>{children}</QueryClientProvider>
        </MantineProvider>
      </PageBoundary>
    </StrictMode>
  )
}

const QUERIES = new QueryClient()
