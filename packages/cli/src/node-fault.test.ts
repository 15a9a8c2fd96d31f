import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { nodeFault, oldestNode } from './node-fault.ts'

it('requires the version of `engines` in package.json', () => {
  expect(manifest.engines.node).toBe(`>=${oldestNode}`)
})

it.each(['22.18.0', '22.21.1', '24.0.0', '100.1.2'])('accepts Node.js %s', (version) => {
  expect(nodeFault(version)).toBeUndefined()
})

it.each(['18.20.8', '20.20.2', '22.17.1'])('refuses Node.js %s and says how to fix it', (version) => {
  expect(nodeFault(version)).toBe(
    `tidegate: this is Node.js ${version}, expected 22.18 or later\n  help: install a newer version from https://nodejs.org\n`,
  )
})
