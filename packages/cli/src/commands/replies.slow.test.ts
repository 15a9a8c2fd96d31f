import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Model } from '@tidegate/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedSchemas } from '../testing/json-schemas.ts'
import { runCommand } from '../testing/run-command.ts'

const schemas = shippedSchemas()

/** Two policies whose replies differ, with a folder of rules. */
const files = {
  'a.policy': `block path in /old/** reply 302 to "/new"
block path in /x reply 403 file "a.html"
limit 1 per minute per ip when path in /api reply 429 file "a.html" as "api"
include "rules/*.policy"
`,
  'b.policy': `block path in /old/** reply 303 to "/newer"
block path in /x reply 403 file "b.html"
limit 1 per minute per ip when path in /api reply 302 to "/slow" as "api"
include "rules/*.policy"
`,
  'c.policy': `block path in /old/** reply 302 to "/new"
block path in /x reply 403 file "renamed.html"
limit 1 per minute per ip when path in /api reply 429 file "a.html" as "api"
include "rules/*.policy"
`,
  'a.html': '<p>{reference}</p>\n',
  'renamed.html': '<p>{reference}</p>\n',
  'b.html': '<p>Not here: {reference}</p>\n',
  'rules/one.policy': '# accept TG411: as it was given\nblock ip in 192.0.2.1/24\n',
}

describe('commands about pages, redirects, patterns and acceptances', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-replies-'))
    mkdirSync(join(folder, 'rules'))
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const run = async (...args: string[]): Promise<string> => (await runCommand(args, folder)).out

  async function json(schema: string, ...args: string[]): Promise<unknown> {
    const value: unknown = JSON.parse(await run(...args, '--json'))
    const validate = schemas.get(schema)!
    validate(value)
    expect(validate.errors ?? []).toEqual([])
    return value
  }

  it('diff shows replies that differ, and not another name of the same page', async () => {
    const text = await run('diff', 'a.policy', 'b.policy')
    expect(text).toContain('to /old/**: block 302 to "/new" → block 303 to "/newer"')
    expect(text).toMatch(/to \/x: block 403 with the page \w{8} \(text\/html\) → block 403 with the page \w{8} \(text/)
    expect(text).toMatch(
      /per ip reply 429 with the page \w{8} \(text\/html\) → 1 per minute per ip reply 302 to "\/slow"/,
    )
    await json('diff', 'diff', 'a.policy', 'b.policy')
    expect(await run('diff', 'a.policy', 'c.policy')).toContain('equal: a.policy and c.policy')
  })

  it('plan and explain show what the client gets', async () => {
    expect(await run('plan', 'a.policy')).toContain('replies 403 file "a.html"')
    expect(await json('plan', 'plan', 'a.policy')).toBeDefined()
    expect(await run('explain', 'a.policy', '--ip', '203.0.113.9', '--path', '/old/a')).toContain(
      'block 302 to /new by a.policy:1',
    )
    expect(await run('explain', 'a.policy', '--ip', '203.0.113.9', '--path', '/x')).toContain(
      'block 403 file a.html by a.policy:2',
    )
    expect(
      JSON.stringify(await json('explain', 'explain', 'a.policy', '--ip', '203.0.113.9', '--path', '/x')),
    ).toContain('{reference}')
  })

  it('check lists accepted findings of included files', async () => {
    expect(await json('check', 'check', 'a.policy')).toMatchObject({
      files: [{ accepted: [{ diagnostic: { code: 'TG411' }, place: { file: 'rules/one.policy' } }] }],
    })
  })

  it('compile puts pages and included files into the plan', async () => {
    await run('compile', 'a.policy', '-o', 'a.plan.json')
    const { model } = JSON.parse(readFileSync(join(folder, 'a.plan.json'), 'utf8')) as { model: Model }
    expect(model.pages?.map(({ text }) => text)).toEqual([files['a.html']])
    expect(model.files.map(({ file, role }) => `${role} ${file}`)).toEqual([
      'policy a.policy',
      'reply a.html',
      'include rules/one.policy',
    ])
  })
})
