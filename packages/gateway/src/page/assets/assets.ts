import { createHash } from 'node:crypto'
import { link } from '../parts/links.ts'
import { icon } from './icon.ts'
import { script } from './script.ts'
import { style } from './style.ts'

/** A file of the page that is the same for everybody. */
export interface Asset {
  readonly type: string
  readonly text: string
}

/** The files of the page by name. */
export const assets: ReadonlyMap<string, Asset> = new Map([
  ['style.css', { type: 'text/css; charset=utf-8', text: style }],
  ['script.js', { type: 'text/javascript; charset=utf-8', text: script }],
  ['icon.svg', { type: 'image/svg+xml', text: icon }],
])

const versions = new Map(
  [...assets].map(([name, { text }]) => [name, createHash('sha256').update(text).digest('hex').slice(0, 12)]),
)

/** The address of a file, which changes with its contents, so that browsers may keep it. */
export function assetPath(name: 'style.css' | 'script.js' | 'icon.svg'): string {
  return link(`/assets/${name}`, { v: versions.get(name) })
}
