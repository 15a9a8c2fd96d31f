import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

const cli = JSON.parse(readFileSync(new URL('../../cli/package.json', import.meta.url), 'utf8')) as {
  readonly version: string
  readonly bin: { readonly tidegate: string }
  readonly exports: Readonly<Record<string, { readonly default: string }>>
}

it('is the command of @tidegate/cli, in the same version', () => {
  expect(manifest.version).toBe(cli.version)
  expect(manifest.bin).toEqual({ tidegate: './dist/main.js' })
  expect(cli.exports['./main']?.default).toBe(cli.bin.tidegate)
  expect(readFileSync(new URL('main.ts', import.meta.url), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
})
