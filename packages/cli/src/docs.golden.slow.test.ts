import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandTable } from './commands/command-table.ts'
import { refreshTranscripts } from './testing/transcripts.ts'

const file = new URL('../../../docs/cli.md', import.meta.url)
const readme = new URL('../README.md', import.meta.url)
const shortName = new URL('../../tidegate/README.md', import.meta.url)
const apache = new URL('../../../docs/imports/apache.md', import.meta.url)
const migrate = new URL('../../../docs/migrate/', import.meta.url)
const imports = new URL('../../../docs/imports/', import.meta.url)
const start = new URL('../../../docs/getting-started.md', import.meta.url)
const folder = new URL('../../../docs/cli/', import.meta.url)

describe.each([
  ['docs/cli.md', file, folder],
  ['docs/imports/apache.md', apache, folder],
  ['docs/migrate/nginx.md', new URL('nginx.md', migrate), folder],
  ['docs/migrate/haproxy.md', new URL('haproxy.md', migrate), imports],
  ['docs/migrate/anubis.md', new URL('anubis.md', migrate), folder],
  ['docs/migrate/htaccess.md', new URL('htaccess.md', migrate), folder],
  ['README.md', readme, folder],
  ['README.md of tidegate', shortName, folder],
  ['docs/getting-started.md', start, undefined],
])('%s', (_name, page, inFolder) => {
  it('shows what the program prints', async () => {
    const written = readFileSync(page, 'utf8')
    const fresh = await refreshTranscripts(written, inFolder)
    if (process.env['TIDEGATE_GOLDEN'] === 'write' && fresh !== written) writeFileSync(page, fresh)
    expect(process.env['TIDEGATE_GOLDEN'] === 'write' ? fresh : written).toBe(fresh)
  })
})

describe('docs/cli.md', () => {
  it.each(commandTable.map(({ name }) => name))('has a section with a transcript of %s', (name) => {
    const sections = readFileSync(file, 'utf8').split(/^## /m)
    const section = sections.find((each) => each.startsWith(`\`tidegate ${name}\``))
    expect(section).toContain('```console\n$ tidegate ')
  })
})
