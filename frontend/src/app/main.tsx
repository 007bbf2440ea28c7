import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import './mantine.css'
import './styles.css'
import { App } from './App'
import { Root } from './Root'

// Browsers hide the attribute, and show the property.
const nonce = document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce ?? ''
// For the scroll lock of the dialogs.
setNonce(nonce)

const root = document.getElementById('root')
if (root === null) {
  throw new Error('The page has no element with the id root.')
}
createRoot(root).render(
  <Root nonce={nonce}>
    <App />
  </Root>,
)
