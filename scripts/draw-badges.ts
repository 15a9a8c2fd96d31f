/**
 * Draws the badges of the READMEs from what they are about, so that none can be wrong or missing: no other server is asked.
 *
 *     node scripts/draw-badges.ts [--check]
 *
 * Writes to `docs/badges`. `--check`: exit code 1 if a file there is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publicPackages, root } from './public-packages.ts'

const [{ manifest } = { manifest: undefined }] = publicPackages()
// `^22.23.5 || >=24.18.1` as people say it.
const node = (manifest?.engines?.node ?? '')
  .split(' || ')
  .map((range) => range.replace(/^\^([\d.]+)$/, '$1+').replace(/^>=([\d.]+)$/, '$1+'))
  .join(', ')

const badges: Readonly<Record<string, readonly [label: string, value: string]>> = {
  licence: ['licence', manifest?.license ?? ''],
  node: ['Node.js', node],
  types: ['types', 'included'],
  modules: ['modules', 'ESM'],
}

for (const [name, [label, value]] of Object.entries(badges)) {
  const file = join(root, 'docs/badges', `${name}.svg`)
  const svg = badge(label, value)
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === svg
  if (isCurrent) continue
  if (process.argv.includes('--check')) {
    console.log(`docs/badges/${name}.svg is not current: run \`pnpm badges\``)
    process.exitCode = 1
  } else writeFileSync(file, svg)
}

/** A badge: a label on grey and a value on blue, in a font that every system has a form of. */
function badge(label: string, value: string): string {
  // WHY: the width of a text is estimated from its length, and the text is stretched to it, so that every font fits.
  const widthOf = (text: string): number => Math.round(text.length * 6.6)
  const [left, right] = [widthOf(label) + 12, widthOf(value) + 12]
  const text = (at: number, words: string): string =>
    `<text x="${at + 6}" y="14" textLength="${widthOf(words)}" lengthAdjust="spacingAndGlyphs">${words}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${value}">
<title>${label}: ${value}</title>
<rect width="${left + right}" height="20" rx="3" fill="#444"/>
<path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${left}z" fill="#0b62a3"/>
<g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">${text(0, label)}${text(left, value)}</g>
</svg>
`
}
