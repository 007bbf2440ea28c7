// Writes first-token.json: node src/generate.mjs. With --check it compares instead, and fails on a difference.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildDashboard } from './dashboard.mjs'

const FILE = fileURLToPath(new URL('../first-token.json', import.meta.url))

const text = `${JSON.stringify(buildDashboard(), null, 2)}\n`

if (process.argv[2] === '--check') {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error(
      'dashboards: first-token.json differs from what its source gives. Run npm run generate in dashboards/grafana.',
    )
    process.exit(1)
  }
} else {
  writeFileSync(FILE, text)
}
