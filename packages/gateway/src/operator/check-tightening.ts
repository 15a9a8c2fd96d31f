import { formatRule, parse, renderDiagnostic, type Syntax } from '@tidegate/dsl'
import type { OperatorProblem } from './operator-result.ts'

const longest = 2_000

/**
 * Whether a statement may be added to a running policy: it is one `block`, `allow only` or `limit`, which can only refuse more. Returns it as the
 * formatter writes it, or why not. Names and types are checked with the policy.
 */
export function checkTightening(
  text: string,
):
  | { readonly kind: 'statement'; readonly statement: string }
  | { readonly kind: 'problem'; readonly problem: OperatorProblem } {
  if (text.length > longest)
    return problem('invalid', `a statement has at most ${longest} characters`, 'add it to the policy instead')
  const { ast, diagnostics } = parse({ file: statementFile, text })
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const [first] = errors
    return {
      kind: 'problem',
      problem: {
        code: 'policy',
        message: first!.message,
        ...(first!.help !== undefined && { help: first!.help }),
        diagnostics: errors,
        text: errors.map((each) => renderDiagnostic(each, text)).join('\n'),
      },
    }
  }
  const [statement, ...others] = ast.statements
  if (statement === undefined || others.length > 0)
    return problem('invalid', `expected one statement, found ${ast.statements.length}`, 'add several one after another')
  const fault = faultOf(statement)
  return (
    fault ?? { kind: 'statement', statement: formatRule(statement as Syntax.Statement & { readonly kind: 'block' }) }
  )
}

/** The name of the text of a statement in diagnostics, before it is added. */
export const statementFile = 'statement'

function faultOf(statement: Syntax.Statement): ReturnType<typeof problem> | undefined {
  switch (statement.kind) {
    case 'block':
    case 'allow-only':
      return statement.shadow ? shadowed : undefined
    case 'limit':
      if (statement.clauses.replaces !== undefined)
        return problem(
          'loosens',
          '`replaces` would lift another limit',
          'leave it out: the other limit stays in force, and the stricter of the two decides',
        )
      return statement.shadow ? shadowed : undefined
    case 'exempt':
      return problem(
        'loosens',
        '`exempt` would admit more requests',
        'write exceptions in the policy itself; to let one client go on now: tidegate counters reset',
      )
    case 'where':
      return problem('invalid', '`where` is not a rule', 'write its condition as `when` at the end of the rule')
    case 'policy':
    case 'include':
    case 'use':
    case 'client-ip':
    case 'zone':
    case 'paths-match':
    case 'fact':
    case 'list':
    case 'bots':
    case 'paths':
    case 'texts':
    case 'window':
    case 'import':
      return problem(
        'invalid',
        `\`${statement.kind.replace('-', ' ')}\` declares something, and refuses no request`,
        'add a `block`, an `allow only` or a `limit`; names of the policy can be used',
      )
  }
}

const shadowed = problem(
  'invalid',
  'a shadow rule refuses no request',
  'leave out `shadow`; to try a rule on past traffic: tidegate replay',
)

function problem(
  code: OperatorProblem['code'],
  message: string,
  help: string,
): { readonly kind: 'problem'; readonly problem: OperatorProblem } {
  return { kind: 'problem', problem: { code, message, help } }
}
