import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Where the dev server finds the API. */
const PROXY = process.env.PROXY_URL ?? 'http://127.0.0.1:8080'

const SERVER = {
  host: '127.0.0.1',
  strictPort: true,
  proxy: { '/v1': PROXY, '/api': PROXY, '/health': PROXY, '/metrics': PROXY },
}

/**
 * Packages that some components of Mantine bring and that the size limit does not allow. A hook of
 * 2 kB from `@floating-ui/react` is in every bundle with Mantine.
 */
const FORBIDDEN = /node_modules\/(@floating-ui\/(core|dom)|react-number-format)\//

function forbidHeavyModules(): Plugin {
  return {
    name: 'forbid-heavy-modules',
    generateBundle(_options, bundle) {
      const found = Object.values(bundle)
        .filter((output) => output.type === 'chunk')
        .flatMap((chunk) => Object.entries(chunk.modules))
        .filter(([id, module]) => FORBIDDEN.test(id) && module.renderedLength > 0)
        .map(([id]) => id)
      if (found.length > 0) {
        this.error(
          `The bundle contains ${found[0]}. Use a component of Mantine without it: no Select, Menu, Popover, Tooltip or NumberInput.`,
        )
      }
    },
  }
}

export default defineConfig({
  plugins: [react(), forbidHeavyModules()],
  // The proxy replaces the placeholder by a new value for each load.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // build.mjs limits the size of all scripts together.
    chunkSizeWarningLimit: 1000,
  },
  server: { ...SERVER, port: 5173 },
  preview: { ...SERVER, port: 4173 },
  test: {
    testTimeout: 30_000,
    // Starting a browser's objects for each file takes longer than all tests.
    isolate: false,
    projects: [
      {
        extends: true,
        test: { name: 'lib', include: ['src/lib/**/*.test.ts', 'test/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'page',
          environment: 'jsdom',
          setupFiles: ['./test/setup.ts'],
          include: ['src/**/*.test.tsx', 'test/**/*.test.tsx'],
        },
      },
    ],
  },
})
