import { ActionIcon, useMantineColorScheme } from '@mantine/core'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { ChatPage } from '../features/chat/ChatPage'
import { ModelField } from '../features/chat/ModelField'
import { SettingsDrawer } from '../features/chat/SettingsDrawer'
import { useView } from '../features/results/view-store'
import { formatView, type View } from '../lib/results/view'
import { PAGES, type Page, pageOf } from '../lib/route'
import { followOtherTabs, useSettings } from '../lib/settings'
import { FILE_SENTENCE, PageBoundary } from './PageBoundary'

const LivePage = lazy(async () => ({
  default: (await import('../features/live/LivePage')).LivePage,
}))
const ResultsPage = lazy(async () => ({
  default: (await import('../features/results/ResultsPage')).ResultsPage,
}))

const NAMES: Readonly<Record<Page, string>> = { chat: 'Chat', live: 'Live', results: 'Results' }

export function App() {
  const [isSettingsOpen, setSettingsOpen] = useState(false)
  const page = usePage()
  const view = useView()
  useTheme()
  useEffect(followOtherTabs, [])
  return (
    <div className="app">
      <header className="header">
        <h1>First Token</h1>
        <nav className="nav" aria-label="Pages">
          {PAGES.map((name) => (
            <a
              key={name}
              href={hrefOf(name, view)}
              aria-current={name === page ? 'page' : undefined}
            >
              {NAMES[name]}
            </a>
          ))}
        </nav>
        <span className="header-space" />
        {page === 'chat' && <ModelField className="header-model" testId="model" />}
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Settings"
          data-testid="settings-open"
          onClick={() => setSettingsOpen(true)}
        >
          <SlidersIcon />
        </ActionIcon>
      </header>
      <PageBoundary key={page} sentence={page === 'results' ? FILE_SENTENCE : undefined}>
        <Suspense fallback={<main />}>
          {page === 'chat' && <ChatPage />}
          {page === 'live' && <LivePage />}
          {page === 'results' && <ResultsPage />}
        </Suspense>
      </PageBoundary>
      <SettingsDrawer isOpen={isSettingsOpen} onClose={() => setSettingsOpen(false)} />
    </div>
  )
}

/** Address of a page; that of the results keeps what is open there. */
function hrefOf(page: Page, view: View): string {
  return page === 'results' ? formatView(view) : `#${page}`
}

/** The page that the address names; the title of the document follows it. */
function usePage(): Page {
  const page = useSyncExternalStore(
    (onChange) => {
      window.addEventListener('hashchange', onChange)
      return () => window.removeEventListener('hashchange', onChange)
    },
    () => pageOf(location.hash),
  )
  useEffect(() => {
    document.title = page === 'chat' ? 'First Token' : `${NAMES[page]} – First Token`
  }, [page])
  return page
}

function useTheme(): void {
  const theme = useSettings((settings) => settings.theme)
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => setColorScheme(theme), [theme, setColorScheme])
}

function SlidersIcon() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true" className="icon">
      <path d="M3 7h9M18 7h3M3 17h3M12 17h9" />
      <circle cx="15" cy="7" r="3" />
      <circle cx="9" cy="17" r="3" />
    </svg>
  )
}
