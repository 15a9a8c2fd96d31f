import { expect, it } from 'vitest'
import { checkNode } from './check-node.ts'

it.each(['18.20.8', '20.20.2', '21.7.3'])('refuses Node.js %s, and says what to install', (version) => {
  expect(() => checkNode(version)).toThrow(`this is Node.js ${version}, expected 22.23.5 or 24.18.1 or later: install`)
})

it.each(['22.23.5', '24.21.0', '26.0.0'])('accepts Node.js %s', (version) => {
  expect(() => checkNode(version)).not.toThrow()
})
