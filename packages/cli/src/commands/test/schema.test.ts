import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../config/parse-config.ts'
import { CliError } from '../../io.ts'
import { shippedSchemas } from '../../testing/json-schemas.ts'
import { readSuite } from './read-suite.ts'

const schemas = shippedSchemas()
const examples = new URL('../../../../../examples/', import.meta.url)

function accepts(schema: string, text: string): boolean {
  return schemas.get(schema)!(parse(text))
}

describe('the schema of test files', () => {
  const files = globSync('*/**/*.test.yaml', { cwd: examples, exclude: (name) => name === 'node_modules' })

  it('finds the examples', () => {
    expect(files.length).toBeGreaterThanOrEqual(3)
  })

  it.each(files)('accepts %s', (file) => {
    const text = readFileSync(new URL(file, examples), 'utf8')
    expect(accepts('test', text)).toBe(true)
    expect(readSuite(text, file, {}).problems).toEqual([])
  })

  it.each([
    'tests: [{ name: a, ip: 192.0.2.1, expect: pass }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: limit by x }]',
    'tests: [{ name: a, request: { ip: 192.0.2.1 }, steps: [{ repeat: 3, every: 1 s, expect: { status: 200 } }] }]',
    'tests: [{ name: a, columns: [ip, fact a.b, header x-y, expect], rows: [[192.0.2.1, 1, 2, pass]] }]',
    'tests: [{ name: a, expect: block, columns: [ip], rows: [[192.0.2.1]] }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: 403 }, { name: b, ip: 192.0.2.1, expect: "429" }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: 403 by x }, { name: b, ip: 192.0.2.1, expect: { status: 429 } }]',
    'tests: [{ name: a, user: ~, path: "*", expect: { headers: { retry-after: ~ } } }]',
  ])('accepts what the program accepts: %s', (text) => {
    expect([accepts('test', text), readSuite(text, 'a', {}).problems]).toEqual([true, []])
  })

  it.each([
    'tests: [{ name: a, ip: 192.0.2.1, expect: passes }]',
    'tests: [{ name: a, pth: /, expect: pass }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: pass by x }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: {} }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: 42 }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: 999 }]',
    'tests: [{ name: a, ip: 192.0.2.1, expect: { status: 42 } }]',
    'tests: [{ ip: 192.0.2.1, expect: pass }]',
    'tests: [{ name: a, path: admin, expect: pass }]',
    'tests: [{ name: a, steps: [{ after: soon, expect: pass }] }]',
    'tests: [{ name: a, repeat: 0, expect: pass }]',
    'tests: [{ name: a, columns: [pth], rows: [[a]] }]',
    'policy: a',
    'polcy: a\ntests: []',
  ])('refuses what the program refuses: %s', (text) => {
    expect(accepts('test', text)).toBe(false)
    expect(readSuite(text, 'a', {}).problems).not.toEqual([])
  })
})

describe('the schema of tidegate.yaml', () => {
  it.each([
    'policy: a.policy\nformat: sarif\nstrict: true\ncoverage: 90\nlogFormat: combined\nlogZone: Asia/Tokyo',
    'policy: [a.policy, "b/**.policy"]\ntests: x.test.yaml\nfacts: { user.role: admin }\ntrustProxy: { hops: 1, from: loopback }',
    'plugins: ./a.js',
    "plugins: ['@a/b', { module: ./a.js, export: make, options: { a: [1] }, files: { b: c.txt } }]",
    '{}',
  ])('accepts what the program accepts: %s', (text) => {
    expect(accepts('config', text)).toBe(true)
    expect(parseConfig(text, 'tidegate.yaml')).toBeDefined()
  })

  it.each([
    'polcy: a',
    'policy: 1',
    'policy: []\nstrict: yes please',
    'format: nice',
    'coverage: 101',
    'facts: [a]',
    'logFormat: 1',
    'logZone: 1',
    'plugins: ""',
    'plugins: { module: 1 }',
    'plugins: [{ export: make }]',
    'plugins: { module: a, files: { b: 1 } }',
    'plugins: { module: a, optoins: {} }',
  ])('refuses what the program refuses: %s', (text) => {
    expect(accepts('config', text)).toBe(false)
    expect(() => parseConfig(text, 'tidegate.yaml')).toThrow(CliError)
  })
})
