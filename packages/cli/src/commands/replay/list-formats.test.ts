import { readFileSync } from 'node:fs'
import { formatCatalogue, formatNames, unusableFormats } from '@tidegate/access-logs'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const page = readFileSync(new URL('../../../../../docs/replay.md', import.meta.url), 'utf8')

/** Returns the rows of the page's table for these formats. */
function rows(): string {
  const known = formatNames.map((name) => {
    const sources = formatCatalogue.flatMap(({ format, title, documentation }) =>
      format === name ? [`[${title}](${documentation})`] : [],
    )
    return `| \`${name}\` | ${sources.join(', ')} |\n`
  })
  const others = unusableFormats.map(
    ({ title, lacks, documentation }) => `| [${title}](${documentation}) | ${lacks} |\n`,
  )
  return `| Name | What writes it |\n|---|---|\n${known.join('')}\nThese cannot be replayed:\n\n| Log | Why |\n|---|---|\n${others.join('')}`
}

describe('the list of formats', () => {
  it('is printed by `--formats`, without a policy', async () => {
    const { code, out } = await runCommand(['replay', '--formats'], '/')
    expect(code).toBe(0)
    for (const name of formatNames) expect(out).toContain(`\n  ${name} `)
    for (const { title } of [...formatCatalogue, ...unusableFormats]) expect(out).toContain(title.replaceAll('`', ''))
  })

  it('is in the documentation', () => {
    expect(page).toContain(rows())
  })

  it('is not needed to name a policy and logs', async () => {
    expect(await runCommand(['replay'], '/')).toMatchObject({
      code: 2,
      err: expect.stringContaining('missing required argument `file`'),
    })
    expect((await runCommand(['replay', 'site.policy'], '/')).err).toContain('missing required argument `log`')
  })
})
