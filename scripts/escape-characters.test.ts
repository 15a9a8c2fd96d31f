import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { escapeCharacters } from './escape-characters.ts'

describe('escapeCharacters', () => {
  it.each([
    ['strings', '"a…b" + \'→é\' + "\\\\…"'],
    ['templates', '`a ${"…"} “b”`'],
    ['characters of two units', '"😀" + [..."😀"].length'],
    ['regular expressions', '["x→y".replace(/[→…]/u, "-"), "😀".replace(/^.$/u, "1"), /[😀]/u.test("😀")].join()'],
    ['names', 'const é = 7; String(é)'],
    ['comments', '/* © */ "a" // …'],
    ['nothing to escape', '"a" + `b`'],
  ])('keeps the meaning of %s', (_what, code) => {
    const escaped = escapeCharacters(code)
    expect(escaped).toMatch(/^[\0-\x7f]*$/)
    expect(runInNewContext(escaped)).toBe(runInNewContext(code))
  })

  it.each(['String.raw`…`', '"\\…"', '/\\…/', '"\\\\\\…"'])('throws for %s', (code) => {
    expect(() => escapeCharacters(code)).toThrow('cannot be written as an escape')
  })
})
