// Builds the pages into a folder, and the form of a report into its sibling report: node build.mjs
// FOLDER. With --check it runs their checks and tests instead: node build.mjs --check. Either does
// nothing where no input has changed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const HOME = dirname(fileURLToPath(import.meta.url))
const MODULES = join(HOME, 'node_modules')
const STAMPS = join(HOME, 'target')

const DEPENDENCIES = ['package.json', 'package-lock.json', '.npmrc']
const SOURCES = [
  ...DEPENDENCIES,
  'build.mjs',
  'index.html',
  'public',
  'report.html',
  'src',
  'tsconfig.json',
  'vite.config.ts',
  'vite.report.config.ts',
]
const SCHEMAS = [
  '../docs/compare.schema.json',
  '../docs/result.schema.json',
  '../docs/wrk.schema.json',
]
const TESTS = [...SOURCES, 'biome.json', 'test', 'types.mjs', ...SCHEMAS]

/** Tests are no part of the pages. */
const TEST = /\.test\.tsx?$/

const COMPRESSIBLE = /\.(css|html|js|json|svg|txt)$/

/** Limit of all JavaScript of all pages together, compressed by gzip. */
const MAX_SCRIPT_KIB = 250

/** Limit of a report without its data, so that one with a sweep is smaller than 700 kB. */
const MAX_REPORT_KB = 450

/** Place in a report for its data, which the bench looks for. */
const REPORT_SLOT = '<script type="application/json" id="result">null</script>'

function say(line) {
  console.log(`frontend: ${line}`)
}

function fail(line) {
  console.error(`frontend: ${line}`)
  process.exit(1)
}

/** Ends this program in order where a tool is missing: all else is built without the pages. */
function skip(reason) {
  say(`${reason}. The proxy works without its pages.`)
  process.exit(0)
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const isNewEnough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
  if (!isNewEnough) {
    skip(
      `Node ${process.versions.node} is too old to build the pages: they need 20.19, or 22.12 or newer`,
    )
  }
}

/** Runs a command in this folder, with its output passed on, and says whether it succeeded. */
function succeeds(command, ...args) {
  return (
    spawnSync(command, args, { cwd: HOME, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  )
}

function runTool(script, ...args) {
  if (!succeeds(process.execPath, join(MODULES, script), ...args)) {
    fail(`${script} failed: see above.`)
  }
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** Hashes the names and bytes of files and folders, and the version of Node. */
function hashOf(names, isInput = () => true) {
  const hash = createHash('sha256').update(process.versions.node)
  for (const name of names) {
    const path = join(HOME, name)
    const files = statSync(path).isDirectory() ? filesIn(path).sort() : [path]
    for (const file of files.filter(isInput)) {
      hash.update(relative(HOME, file)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

function hasStamp(file, hash) {
  return existsSync(file) && readFileSync(file, 'utf8') === hash
}

function stamp(file, hash) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
}

function install() {
  const hash = hashOf(DEPENDENCIES)
  const file = join(MODULES, '.first-token-stamp')
  if (hasStamp(file, hash)) {
    return
  }
  if (spawnSync('npm', ['--version']).status !== 0) {
    skip('npm is not installed, so the pages are not built')
  }
  say('installing what the pages are built with.')
  if (
    !succeeds(
      'npm',
      'ci',
      '--prefer-offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    )
  ) {
    fail('npm ci failed: see above. Build without the pages by -DskipUi.')
  }
  stamp(file, hash)
}

function compress(output) {
  for (const file of filesIn(output).filter((name) => COMPRESSIBLE.test(name))) {
    const bytes = readFileSync(file)
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
    writeFileSync(
      `${file}.br`,
      brotliCompressSync(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 11,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
    )
  }
}

/** Writes the list of files that the proxy reads, since the entries of a jar can't be listed well. */
function writeList(output) {
  const names = filesIn(output)
    .map((file) => relative(output, file).split(sep).join('/'))
    .filter((name) => !/\.(gz|br)$/.test(name))
    .sort()
  writeFileSync(join(output, 'files.txt'), names.map((name) => `${name}\n`).join(''))
}

function checkSize(output) {
  const bytes = filesIn(output)
    .filter((file) => file.endsWith('.js.gz'))
    .reduce((sum, file) => sum + readFileSync(file).length, 0)
  const kib = (bytes / 1024).toFixed(1)
  if (bytes > MAX_SCRIPT_KIB * 1024) {
    fail(`the pages have ${kib} KiB of JavaScript (gzip), and ${MAX_SCRIPT_KIB} KiB are allowed.`)
  }
  say(`${kib} KiB of JavaScript (gzip) of ${MAX_SCRIPT_KIB} KiB.`)
}

/** Builds the form of a report: one file, with a place for the data. */
function buildReport(folder) {
  runTool(
    'vite/bin/vite.js',
    'build',
    '--config',
    'vite.report.config.ts',
    '--outDir',
    folder,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  )
  const files = filesIn(folder)
  const text = allowOnlyItsScript(readFileSync(reportIn(folder), 'utf8'))
  writeFileSync(reportIn(folder), text)
  if (files.length !== 1 || text.split(REPORT_SLOT).length !== 2) {
    fail('the report is not one file with one place for its data.')
  }
  const kb = Math.ceil(Buffer.byteLength(text) / 1000)
  if (kb > MAX_REPORT_KB) {
    fail(`the report has ${kb} kB without data, and ${MAX_REPORT_KB} kB are allowed.`)
  }
  say(`the report has ${kb} kB of ${MAX_REPORT_KB} kB without data.`)
}

/** Names the one script of a report in its policy, so that no other one runs. */
function allowOnlyItsScript(text) {
  const scripts = [...text.matchAll(/<script type="module"[^>]*>([\s\S]*?)<\/script>/g)]
  const policy = "script-src 'unsafe-inline'"
  if (scripts.length !== 1 || text.split(policy).length !== 2) {
    fail('the report has not one script and one policy.')
  }
  // A browser hashes what it parsed: it replaces some characters, and a comment moves the end.
  const [[, script]] = scripts
  if (/[\r\0]|<!--/.test(script)) {
    fail('the script of the report has characters that a browser reads otherwise.')
  }
  const hash = createHash('sha256').update(script).digest('base64')
  return text.replace(policy, `script-src 'sha256-${hash}'`)
}

function reportIn(folder) {
  return join(folder, 'report.html')
}

function build(output) {
  const report = join(dirname(output), 'report')
  const hash = hashOf(SOURCES, (file) => !TEST.test(file))
  const file = join(STAMPS, 'pages.stamp')
  const list = join(output, 'files.txt')
  const key = `${hash} ${output}`
  if (hasStamp(file, key) && existsSync(list) && existsSync(reportIn(report))) {
    return
  }
  rmSync(output, { recursive: true, force: true })
  rmSync(report, { recursive: true, force: true })
  install()
  runTool('vite/bin/vite.js', 'build', '--outDir', output, '--emptyOutDir', '--logLevel', 'warn')
  compress(output)
  checkSize(output)
  buildReport(report)
  writeList(output)
  stamp(file, key)
}

function check() {
  const hash = hashOf(TESTS)
  const file = join(STAMPS, 'checks.stamp')
  if (hasStamp(file, hash)) {
    say('nothing changed since the last checks.')
    return
  }
  install()
  if (!succeeds(process.execPath, 'types.mjs', '--check')) {
    fail('types.mjs failed: see above.')
  }
  runTool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings')
  runTool('typescript/bin/tsc')
  runTool('vitest/vitest.mjs', 'run')
  stamp(file, hash)
}

const target = process.argv[2]
if (target === undefined) {
  fail('name the folder to build into: node build.mjs target/classes/public')
}
requireNode()
if (target === '--check') {
  check()
} else {
  build(resolve(target))
}
