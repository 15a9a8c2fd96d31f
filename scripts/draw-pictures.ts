/**
 * Draws the pictures of the documentation with the real program: replays a generated day of traffic to HTML, and takes screenshots of it.
 * Needs chromium on the path. Usage: node --conditions=@tidegate/source scripts/draw-pictures.ts
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateLog } from '@tidegate/access-logs/testing'

const docs = fileURLToPath(new URL('../docs/', import.meta.url))
const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tidegate-pictures-'))

function run(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 300_000 })
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? stderr}`)
}

function draw(picture: string, ...flags: readonly string[]): void {
  const quiet = [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ]
  const page = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--window-size=1180,1420',
    `--user-data-dir=${join(folder, picture)}-profile`,
  ]
  run('chromium', [
    ...quiet,
    ...page,
    ...flags,
    `--screenshot=${join(docs, 'pictures', picture)}`,
    `file://${join(folder, 'report.html')}`,
  ])
}

try {
  copyFileSync(join(docs, 'replay/site.policy'), join(folder, 'site.policy'))
  writeFileSync(join(folder, 'access.log'), [...generateLog({ lines: 600_000 })].join(''), 'latin1')
  run(process.execPath, [
    '--conditions=@tidegate/source',
    main,
    'replay',
    'site.policy',
    'access.log',
    '--html',
    'report.html',
  ])
  draw('replay.png')
  draw('replay-dark.png', '--blink-settings=preferredColorScheme=0')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
