import { parseSync, Visitor } from 'rolldown/utils'

/**
 * Returns code without white space with each statement on a line of its own. WHY: a stack trace then says which statement failed, and Node.js prints that
 * statement instead of the whole file.
 */
export function breakLines(code: string): string {
  const starts = new Set<number>()
  const add = (nodes: readonly { readonly start: number }[]): void => {
    for (const { start } of nodes) if (start > 0 && code[start - 1] !== '\n') starts.add(start)
  }
  const { program, errors } = parseSync('bundle.js', code)
  if (errors[0] !== undefined) throw new Error(errors[0].message)
  new Visitor({
    Program: ({ body }) => add(body),
    BlockStatement: ({ body }) => add(body),
    ClassBody: ({ body }) => add(body),
  }).visit(program)
  const places = [0, ...[...starts].toSorted((a, b) => a - b)]
  return places.map((start, index) => code.slice(start, places[index + 1])).join('\n')
}
