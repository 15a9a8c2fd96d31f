import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { drawDiagrams } from './railroad.ts'

const folder = new URL('../../../docs/language/diagrams/', import.meta.url)

test('the diagrams of the documentation match the grammar; `pnpm --filter @tidegate/dsl railroad` draws them again', () => {
  const drawn = drawDiagrams()
  expect(readdirSync(folder).toSorted()).toEqual([...drawn.keys()].map((name) => `${name}.svg`).toSorted())
  for (const [name, svg] of drawn) expect(readFileSync(new URL(`${name}.svg`, folder), 'utf8')).toBe(svg)
})
