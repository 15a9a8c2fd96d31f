import { execFileSync } from 'node:child_process'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitShell } from './split-shell.ts'

describe('splitting a command line', () => {
  it.each<[string, readonly string[]]>([
    ['curl http://a/', ['curl', 'http://a/']],
    [`curl -H 'A: b c' "x y"`, ['curl', '-H', 'A: b c', 'x y']],
    [`a'b'"c"d`, ['abcd']],
    [String.raw`a\ b \'`, ['a b', "'"]],
    [String.raw`"a\"b" "a\b" '\'`, ['a"b', String.raw`a\b`, '\\']],
    [String.raw`$'it\'s \x41\u00e4\n'`, ["it's Aä\n"]],
    ['a \\\n  b', ['a', 'b']],
    ['a ^\r\n  b', ['a', 'b']],
    [`'' a`, ['', 'a']],
    ['', []],
  ])('reads %s', (text, words) => {
    expect(splitShell(text)).toEqual({ kind: 'words', words })
  })

  it('reports an unclosed quote', () => {
    expect(splitShell("curl 'a")).toMatchObject({ kind: 'fault' })
  })

  it('splits like a shell if there is nothing to expand', () => {
    const piece = fc.constantFrom('a', 'b', ' ', '  ', "'", '"', '\\', 'é', ':', '/', '\n', '=')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const ours = splitShell(text)
        // A line break outside quotes ends a command in a shell, but not in a pasted command line.
        fc.pre(ours.kind === 'words' && !text.includes('\n') && !/(^|[^\\])(\\\\)*\\$/.test(text))
        const theirs = execFileSync('sh', ['-c', `for w in ${text}; do printf '%s\\0' "$w"; done`], {
          encoding: 'utf8',
        })
        expect((ours.kind === 'words' ? ours.words : []).map((word) => `${word}\0`).join('')).toBe(theirs)
      }),
      { numRuns: runs(60) },
    )
  })
})
