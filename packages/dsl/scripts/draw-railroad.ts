import { mkdirSync, writeFileSync } from 'node:fs'
import { drawDiagrams } from './railroad.ts'

const folder = new URL('../../../docs/language/diagrams/', import.meta.url)

mkdirSync(folder, { recursive: true })
for (const [name, svg] of drawDiagrams()) writeFileSync(new URL(`${name}.svg`, folder), svg)
