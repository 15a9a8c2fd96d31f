import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { nodeFault, oldestNode } from './node-fault.ts'

it('is what package.json says', () => {
  expect(manifest.engines.node).toBe(`>=${oldestNode}`)
})

it.each(['22.18.0', '22.21.1', '24.0.0', '100.1.2'])('lets Node.js %s run', (version) => {
  expect(nodeFault(version)).toBeUndefined()
})

it.each(['18.20.8', '20.20.2', '22.17.1'])('tells users of Node.js %s what to do', (version) => {
  expect(nodeFault(version)).toBe(
    `tidegate: this is Node.js ${version}, expected 22.18 or later\nhelp: install a newer one from https://nodejs.org\n`,
  )
})
