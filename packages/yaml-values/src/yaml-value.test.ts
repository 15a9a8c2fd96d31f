import { describe, expect, it } from 'vitest'
import { openYaml } from './yaml-value.ts'

describe('a YAML file', () => {
  it('shows a key that is not known where it stands, and a value at its own place', () => {
    const { root, problems } = openYaml('request: { ip: 192.0.2.1, pth: /x }\nsteps: 3\n', 'a.yaml')
    const fields = root!.fields(['request', 'steps'])
    fields.get('request')!.fields(['ip', 'path'])
    fields.get('steps')!.items()
    expect(problems.map(({ line, column, message, help }) => [line, column, message, help])).toEqual([
      [1, 27, 'there is no key `pth`', 'did you mean `path`?'],
      [2, 8, 'expected a list', 'write one `- …` a line'],
    ])
  })

  it('says of a text that YAML takes for an alias that it stands in quotes', () => {
    const { root, problems } = openYaml('base: &a { ip: 192.0.2.1 }\nrequest: *a\npath: *.png\n', 'a.yaml')
    expect(root).toBeUndefined()
    expect(problems).toEqual([
      {
        file: 'a.yaml',
        line: 3,
        column: 7,
        message: 'YAML takes `*.png` for an alias, and nothing is called `.png`',
        help: "text that begins with * stands in quotes: '*.png'",
      },
    ])
  })

  it('follows aliases of what is there', () => {
    const { root, problems } = openYaml('base: &a { ip: 192.0.2.1 }\nrequest: *a\n', 'a.yaml')
    expect(root!.fields(['base', 'request']).get('request')!.plain()).toEqual({ ip: '192.0.2.1' })
    expect(problems).toEqual([])
  })
})
