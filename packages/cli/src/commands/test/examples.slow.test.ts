import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const examples = new URL('../../../../../examples/', import.meta.url)
const folders = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => readdirSync(new URL(`${name}/`, examples)).some((file) => file.endsWith('.test.yaml')))

describe('the tests of the examples', () => {
  it.each(['public-site', 'connection-lists', 'reseller-panel', 'odoo-behind-nginx', 'panel-behind-nginx'])(
    'exist for %s',
    (folder) => {
      expect(folders).toContain(folder)
    },
  )

  it.each(folders)('pass and cover every rule and condition of %s', async (folder) => {
    const result = await runCommand(['test', '--threshold', '100'], fileURLToPath(new URL(folder, examples)))
    expect(result).toMatchObject({ code: 0, err: '' })
  })
})
