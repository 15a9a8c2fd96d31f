import { describe, expect, it } from 'vitest'
import { renderDiagnostic } from '../render-diagnostic.ts'
import { noFiles, type ReadText } from './check-host.ts'
import { checkPolicy } from './check-policy.ts'

const secrets =
  'DB_PASSWORD=hunter2secret\nAPI_KEY: "abc123.secretkey"\n-----BEGIN RSA-----\n12345678\n{"token":"t0ps3cret"}\n'

/** All that the checker says about a policy that uses `file` with this content: messages, excerpts, fixes and sources. */
function checked(policy: string, content: string): string {
  const read = (file: string): ReadText => ({ kind: 'text', file, text: content })
  const { diagnostics, sources } = checkPolicy(
    { file: 'site.policy', text: policy },
    { ...noFiles, readText: read, readList: read, importers: {} },
  )
  const textOf = (file: string): string | undefined => sources.find((source) => source.file === file)?.text
  const rendered = diagnostics.map((diagnostic) =>
    renderDiagnostic(diagnostic, textOf(diagnostic.span.file) ?? '', { textOf }),
  )
  return JSON.stringify([diagnostics, rendered, sources])
}

const words = ['hunter2', 'DB_PASS', 'API_KEY', 'abc123', 'secretkey', 'BEGIN', '12345678', 't0ps3', 'token']

describe('a policy that names a file which is not meant for it', () => {
  it.each([
    ['a list in plain text', 'list bad = file ".env"\nblock ip in bad', secrets],
    ['a list in JSON', 'list bad = file "secret.json"\nblock ip in bad', secrets],
    [
      'a list in JSON, of other entries',
      'list bad = file "a.json"\nblock ip in bad',
      '["hunter2", {"token": "t0ps3"}]',
    ],
    ['a list in JSON, cut off', 'list bad = file "a.json"\nblock ip in bad', '{"token": "t0ps3'],
    ['a list in YAML', 'list bad = file "secret.yaml"\nblock ip in bad', secrets],
    ['a list in YAML, of other entries', 'list bad = file "a.yaml"\nblock ip in bad', '- hunter2\n- token: t0ps3\n'],
    [
      'a list in YAML, with a wrong key',
      'list bad = file "a.yaml"\nblock ip in bad',
      'token: [t0ps3\nDB_PASS: *hunter2',
    ],
    ['an included file', 'include ".env"\nblock anyone', secrets],
    [
      'an included file that begins like a policy',
      'include "notes.txt"',
      'block anyone\n# notes\nDB_PASSWORD=hunter2\n',
    ],
  ])('is not shown its content: %s', (_, policy, content) => {
    const said = checked(policy, content)
    expect(said).toMatch(/TG\d/)
    for (const word of words) expect(said).not.toContain(word)
  })

  it('still sees an entry that is meant as an address, and errors of files that are named as policies', () => {
    expect(checked('list bad = file "a.txt"\nblock ip in bad', '192.0.2.300 # typo\n')).toContain('192.0.2.300')
    expect(checked('list bad = file "a.json"\nblock ip in bad', '["2001:db8::g", "2001:db8:::1"]')).not.toContain('::g')
    expect(checked('list bad = file "a.json"\nblock ip in bad', '["2001:db8:::1"]')).toContain('2001:db8:::1')
    expect(checked('include "more.policy"', 'blok anyone')).toContain('blok')
  })
})
