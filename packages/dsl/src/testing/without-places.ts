import type { Ast } from '../syntax/ast.ts'

/** The statements of a syntax tree without places and comments, for comparing what two texts say. */
export function withoutPlaces({ statements }: Ast): unknown {
  return JSON.parse(
    JSON.stringify(statements, (key, value: unknown) =>
      ['span', 'keySpan', 'typeSpan'].includes(key) ? undefined : value,
    ),
  )
}
