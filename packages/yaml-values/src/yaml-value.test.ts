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

  it('reports a key that appears twice at its position, in linear time', () => {
    expect(
      openYaml('a: 1\nb: { c: 1, c: 2 }\na: 2\n', 'a.yaml').problems.map(({ line, column }) => [line, column]),
    ).toEqual([
      [3, 1],
      [2, 12],
    ])
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n')
    expect(openYaml(keys, 'a.yaml').problems).toEqual([])
  })

  it.each([
    ['bytes', 'a'.repeat(4_000_001), 'expected at most 4000000 characters of YAML, found 4000001'],
    [
      'values',
      `[${'1,'.repeat(250_000)}1]`,
      'expected at most 250000 lines, commas, brackets and colons in YAML, found 250002',
    ],
    [
      'line breaks',
      '\n'.repeat(300_000),
      'expected at most 250000 lines, commas, brackets and colons in YAML, found 300001',
    ],
  ])('of too many %s is refused before it is parsed', (_, text, message) => {
    const { root, problems } = openYaml(text, 'a.yaml')
    expect(root).toBeUndefined()
    expect(problems.map((problem) => problem.message)).toEqual([`not valid YAML: ${message}`])
  })
})
