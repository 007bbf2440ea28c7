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

/** Root of the app. Shows a sentence in place of the app after an error that no page caught. */
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
