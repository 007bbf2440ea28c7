import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './report.css'
import './styles.css'
import { ReportPage } from '../features/results/ReportPage'
import { openEmbedded } from '../features/results/results-store'
import { FILE_SENTENCE, PageBoundary } from './PageBoundary'

const root = document.getElementById('root')
if (root === null) {
  throw new Error('The page has no element with the id root.')
}
openEmbedded(document.getElementById('result')?.textContent ?? '')
createRoot(root).render(
  <StrictMode>
    <PageBoundary sentence={FILE_SENTENCE}>
      <ReportPage />
    </PageBoundary>
  </StrictMode>,
)
