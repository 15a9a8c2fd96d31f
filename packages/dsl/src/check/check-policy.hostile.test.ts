import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryMessyProgram, arbitraryProgram } from '../testing/random-program.ts'
import { readPolicyFiles } from '../testing/files-host.ts'
import { noFiles } from './check-host.ts'
import { type Checked, checkPolicy } from './check-policy.ts'

const check = (text: string): Checked => checkPolicy({ file: 'x.policy', text }, noFiles)

test('any well-formed program is checked: it gives a model, or says why not', () => {
  fc.assert(
    fc.property(fc.oneof(arbitraryProgram(), arbitraryMessyProgram()), (text) => {
      const { root, host } = readPolicyFiles(text)
      const { model, diagnostics } = checkPolicy(root, host)
      expect(model === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 150 },
  )
})

test('any text is checked, however broken', () => {
  const cut = fc.tuple(arbitraryProgram(), fc.nat(), fc.string({ unit: 'binary', maxLength: 6 }))
  fc.assert(
    fc.property(cut, ([text, at, junk]) => {
      const place = at % (text.length + 1)
      const { model, diagnostics } = check(text.slice(0, place) + junk + text.slice(place + junk.length))
      expect(model === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'))
    }),
    { numRuns: 150 },
  )
})

test('every diagnostic lies within its source', () => {
  fc.assert(
    fc.property(arbitraryProgram(), (text) => {
      const { diagnostics, sources } = check(text)
      for (const { span, place } of diagnostics) {
        const length = sources.find(({ file }) => file === span.file)?.text.length ?? 0
        expect([span.start >= 0, span.start <= span.end, span.end <= length, place.line >= 1]).not.toContain(false)
      }
    }),
    { numRuns: 100 },
  )
})

test('names of objects are no names of facts, plugins, importers or lists', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  for (const name of names) {
    const { model, diagnostics } = check(
      `use ${name}\nimport ${name} "x"\nlist a = ${name}, ${name} "x"\nbots b = catalog "${name}"\nblock ${name} is present\nblock ip in a when bot in b`,
    )
    expect(model).toBeUndefined()
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(
      new Set(['TG211', 'TG225', 'TG201', 'TG226', 'TG212', 'TG205']),
    )
  }
})

test('of very many faults the first thousand are reported, and that there are more', () => {
  const addresses = Array.from({ length: 5_000 }, (_, index) => `300.0.${index >> 8}.${index & 255}`)
  const { model, diagnostics } = check(`block ip in ${addresses.join(', ')}`)
  expect(model).toBeUndefined()
  expect(diagnostics).toHaveLength(1_001)
  expect(diagnostics.filter(({ code }) => code === 'TG124')).toHaveLength(1)
})

test('an error behind a thousand pieces of advice still refuses the policy', () => {
  const entries = Array.from({ length: 1_100 }, (_, index) => `10.${index >> 8}.${index & 255}.1/24`)
  const text = `list a = ${entries.join(', ')}\nlist b = 300.0.0.1\nblock ip in a, b`
  const { model, diagnostics } = check(text)
  expect(model).toBeUndefined()
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(['TG209'])
})

test('ten thousand rules are checked, and one more is refused', () => {
  const rule = (index: number): string => `block ip in 10.${index >> 8}.${index & 255}.0/24 when path in /p${index}/**`
  const rules = Array.from({ length: 10_001 }, (_, index) => rule(index))
  expect(check(rules.slice(1).join('\n')).model?.rules).toHaveLength(10_000)
  expect(check(rules.join('\n')).diagnostics.map(({ code }) => code)).toContain('TG352')
})

test('a list that holds a million entries is checked', () => {
  const text = Array.from(
    { length: 1_000_000 },
    (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
  ).join('\n')
  const host = { ...noFiles, readList: (file: string) => ({ kind: 'text' as const, file, text }) }
  const policy = 'list a = file "a.txt", 192.0.2.1\nblock ip in a\nallow only ip in a, 2001:db8::/32 when path in /x'
  const { model, diagnostics } = checkPolicy({ file: 'x.policy', text: policy }, host)
  expect(model?.addressSets.find(({ name }) => name === 'a')?.set.v4.length).toBeGreaterThan(0)
  expect(diagnostics.map(({ code }) => code)).not.toContain('TG353')
})
