/** Builds the site. Usage: main.ts [folder]; without a folder, `dist` next to this package's sources. Ends with 1 if a link leads nowhere. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildSite } from './build-site.ts'

const root = resolve(import.meta.dirname, '../../..')
const out = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist'))

/** Builds the playground, where its sources are. Returns its folder. */
function buildPlayground(): string | undefined {
  const folder = join(root, 'apps/playground')
  const script = join(folder, 'scripts/build.ts')
  if (!existsSync(script)) return undefined
  const { status } = spawnSync(process.execPath, ['--conditions=@tidegate/source', script], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the playground could not be built')
  return join(folder, 'dist')
}

const playground = buildPlayground()
if (playground === undefined)
  console.warn('without the playground: apps/playground has no build script, so pages do not link to it')
const started = performance.now()
const { pages, dead } = await buildSite({ root, out, repository: 'https://github.com/tidegate/tidegate', playground })
for (const line of dead) console.error(line)
console.log(`${pages} pages in ${((performance.now() - started) / 1000).toFixed(1)} s: ${out}`)
process.exitCode = dead.length === 0 ? 0 : 1
