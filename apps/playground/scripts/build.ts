/** Builds the playground into `apps/playground/dist/index.html`, and says what it weighs. Usage: pnpm playground */
import { mkdirSync, writeFileSync } from 'node:fs'
import { buildPage, maxFirstBytes, sizesOf } from './build-page.ts'

const html = await buildPage()
const { first, whole } = sizesOf(html)
const folder = new URL('../dist/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('index.html', folder), html)
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`
console.log('apps/playground/dist/index.html')
console.log(`until the first diagnostics: ${kilobytes(first.brotli)} with brotli, ${kilobytes(first.gzip)} with gzip`)
console.log(`the whole page: ${kilobytes(whole.brotli)} with brotli, ${kilobytes(whole.gzip)} with gzip`)
if (first.brotli > maxFirstBytes) {
  console.error(`the part before the first diagnostics is larger than ${kilobytes(maxFirstBytes)}`)
  process.exitCode = 1
}
