import { expect, it } from 'vitest'
import { splitFlags } from './split-flags.ts'

it.each([
  ['', []],
  ['  --ip 192.0.2.1\t--path /  ', ['--ip', '192.0.2.1', '--path', '/']],
  [`--agent "Mozilla/5.0 (X11)" --header 'x: "y"'`, ['--agent', 'Mozilla/5.0 (X11)', '--header', 'x: "y"']],
  [`a\\ b "c\\"d" 'e\\f' ""`, ['a b', 'c"d', 'e\\f', '']],
  ['--a"b"c\\', ['--abc\\']],
  ['$(id) `id` ;', ['$(id)', '`id`', ';']],
])('splits `%s` as a shell does, and expands nothing', (text, words) => {
  expect(splitFlags(text)).toEqual(words)
})

it.each(['"', "--agent 'x", '"a\\"'])('refuses `%s`, in which a quote is unterminated', (text) => {
  expect(splitFlags(text)).toBeUndefined()
})
