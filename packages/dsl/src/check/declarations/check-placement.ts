import type { Declaration } from '../../syntax/ast/declarations.ts'
import type { Report } from '../report.ts'
import { placedStatements, type PlacedStatement, type Unit } from '../unit.ts'

/** The places in which a declaration is allowed, and whether it may be repeated. */
interface Placement {
  readonly words: string
  /** Whether it is allowed only in the root file. */
  readonly rootOnly: boolean
  /** Whether it is allowed only once per file. */
  readonly once: boolean
  readonly insideWhere: boolean
}

const anywhere = { rootOnly: false, once: false, insideWhere: false }

const placements: { readonly [K in Declaration['kind']]: Placement } = {
  policy: { words: '`policy`', rootOnly: true, once: true, insideWhere: false },
  'client-ip': { words: '`client ip`', rootOnly: true, once: true, insideWhere: false },
  'paths-match': { words: '`paths match exactly`', rootOnly: true, once: true, insideWhere: false },
  zone: { words: '`zone`', rootOnly: false, once: true, insideWhere: false },
  include: { words: '`include`', ...anywhere, insideWhere: true },
  import: { words: '`import`', ...anywhere, insideWhere: true },
  use: { words: '`use`', ...anywhere },
  fact: { words: '`fact`', ...anywhere },
  list: { words: '`list`', ...anywhere },
  bots: { words: '`bots`', ...anywhere },
  paths: { words: '`paths`', ...anywhere },
  texts: { words: '`texts`', ...anywhere },
  window: { words: '`window`', ...anywhere },
}

/** Reports declarations where they are not allowed: in an included file, inside `where`, twice, or too late. */
export function checkPlacement(unit: Unit, report: Report): void {
  const first = new Map<string, Declaration>()
  for (const placed of placedStatements(unit.ast.statements)) {
    const declaration = declarationOf(placed)
    if (declaration === undefined) continue
    const { words, rootOnly, once, insideWhere } = placements[declaration.kind]
    const earlier = first.get(declaration.kind)
    first.set(declaration.kind, earlier ?? declaration)
    if (rootOnly && unit.role !== 'root') {
      report.add(
        'TG223',
        declaration.span,
        `${words} is allowed only in the policy's first file, not in an included file`,
      )
    } else if (!insideWhere && placed.wheres.length > 0) {
      report.add(
        'TG224',
        declaration.span,
        `${words} is not allowed inside \`where\`: a name means the same everywhere`,
      )
    } else if (once && earlier !== undefined) {
      report.add('TG224', declaration.span, `${words} is allowed only once in a file`, {
        related: [{ span: earlier.span, message: 'the first one is here' }],
      })
    } else if (declaration.kind === 'policy' && unit.ast.statements[0] !== declaration) {
      report.add('TG224', declaration.span, '`policy` must be the first statement', {
        help: 'move it to the top of the file',
      })
    }
  }
}

function declarationOf({ statement }: PlacedStatement): Declaration | undefined {
  return Object.hasOwn(placements, statement.kind) ? (statement as Declaration) : undefined
}
