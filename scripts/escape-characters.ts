import { parseSync, Visitor } from 'rolldown/utils'

/**
 * Returns code of the same meaning in ASCII. WHY: V8 keeps the text of a program in memory, with two bytes for each character if a single one needs them, which
 * a `…` does. Throws for a character that an escape cannot replace: after a backslash, and in a `String.raw`, which reads it as written.
 */
export function escapeCharacters(code: string): string {
  if (isAscii(code)) return code
  const { program, errors } = parseSync('bundle.js', code)
  if (errors[0] !== undefined) throw new Error(errors[0].message)
  new Visitor({
    TaggedTemplateExpression: ({ tag, quasi, start }) => {
      if (code.slice(tag.start, tag.end) === 'String.raw' && !quasi.quasis.every(({ value }) => isAscii(value.raw)))
        throw new Error(unfit(code, start))
    },
  }).visit(program)
  return code.replaceAll(/[^\0-\x7f]/g, (unit, at: number) => {
    if (/(?<!\\)(?:\\\\)*\\$/.test(code.slice(Math.max(0, at - 100), at))) throw new Error(unfit(code, at))
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text)
}

function unfit(code: string, at: number): string {
  return `a character cannot be written as an escape here: ${code.slice(Math.max(0, at - 30), at + 30)}`
}
