import { describe, expect, it } from 'vitest'
import { openYaml } from './yaml-value.ts'

describe('a YAML file', () => {
  it('reports an unknown key and a wrong value at their positions', () => {
    const { root, problems } = openYaml('request: { ip: 192.0.2.1, pth: /x }\nsteps: 3\n', 'a.yaml')
    const fields = root!.fields(['request', 'steps'])
    fields.get('request')!.fields(['ip', 'path'])
    fields.get('steps')!.items()
    expect(problems.map(({ line, column, message, help }) => [line, column, message, help])).toEqual([
      [1, 27, 'unknown key `pth`', 'did you mean `path`?'],
      [2, 8, 'expected a list', 'write one `- …` per line'],
    ])
  })

  it('suggests quotes for text that YAML reads as an alias', () => {
    const { root, problems } = openYaml('base: &a { ip: 192.0.2.1 }\nrequest: *a\npath: *.png\n', 'a.yaml')
    expect(root).toBeUndefined()
    expect(problems).toEqual([
      {
        file: 'a.yaml',
        line: 3,
        column: 7,
        message: '`*.png` is a YAML alias, but there is no anchor `&.png`',
        help: "put text that starts with * in quotes: '*.png'",
      },
    ])
  })

  it('resolves aliases', () => {
    const { root, problems } = openYaml('base: &a { ip: 192.0.2.1 }\nrequest: *a\n', 'a.yaml')
    expect(root!.fields(['base', 'request']).get('request')!.plain()).toEqual({ ip: '192.0.2.1' })
    expect(problems).toEqual([])
  })
})
