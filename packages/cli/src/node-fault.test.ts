import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { nodeFault, supportedNode } from './node-fault.ts'

it('requires the version of `engines` in package.json', () => {
  expect(manifest.engines.node).toBe(supportedNode)
})

it.each(['22.23.5', '22.24.0', '24.18.1', '24.21.0', '25.0.0', '26.1.0-nightly', '100.1.2'])(
  'accepts Node.js %s',
  (version) => {
    expect(nodeFault(version)).toBeUndefined()
  },
)

it.each(['18.20.8', '20.20.2', '22.18.0', '22.23.4', '23.11.0', '24.4.1', '24.18.0'])(
  'refuses Node.js %s and says how to fix it',
  (version) => {
    expect(nodeFault(version)).toBe(
      `tidegate: this is Node.js ${version}, expected 22.23.5 or 24.18.1 or later\n  help: install a newer version from https://nodejs.org\n`,
    )
  },
)
