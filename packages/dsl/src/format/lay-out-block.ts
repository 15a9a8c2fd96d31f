import type { Statement, WhereBlock } from '../syntax/ast.ts'
import type { Comment } from '../syntax/ast/leaves.ts'
import { attachComments } from './attach-comments.ts'
import { formatParts } from './format-condition.ts'
import { breakParts, layOutRule, layOutSet, STEP, withComment } from './lay-out-statement.ts'
import { padHeaders } from './pad-headers.ts'
import { braceAfter, breaksLine, endOfCodeBefore, hasEmptyLine } from './source-gaps.ts'
import { piecesOf, type Pieces } from './statement-pieces.ts'

/** The statements and comments between two braces, or of a whole text. */
export interface Block {
  readonly text: string
  readonly statements: readonly Statement[]
  /** All comments between the braces, in the order of the text. */
  readonly comments: readonly Comment[]
  readonly indent: string
}

/** A comment on a line of its own, or a statement with the comments in it and after it. */
interface Item {
  readonly start: number
  readonly end: number
  readonly emptyLineBefore: boolean
  readonly comment?: Comment
  readonly statement?: Statement
  readonly pieces?: Pieces
  readonly inside: readonly Comment[]
  readonly trailing?: Comment
}

/** Returns the lines of a block. */
export function layOutBlock(block: Block): readonly string[] {
  const items = itemsOf(block)
  const headers = padHeaders(
    items.map(({ pieces, emptyLineBefore, comment }) => ({
      header: pieces === undefined || pieces.kind === 'rule' ? undefined : pieces.header,
      isComment: comment !== undefined,
      emptyLineBefore,
    })),
  )
  return items.flatMap((item, index) => [
    ...(item.emptyLineBefore ? [''] : []),
    ...layOutItem(item, headers[index] ?? '', block),
  ])
}

function itemsOf({ text, statements, comments }: Block): readonly Item[] {
  const items: Item[] = []
  let next = 0
  const add = (item: Omit<Item, 'emptyLineBefore'>): void => {
    const before = items.at(-1)
    items.push({ ...item, emptyLineBefore: before !== undefined && hasEmptyLine(text, before.end, item.start) })
  }
  const addComment = (comment: Comment): void => {
    add({ start: comment.span.start, end: comment.span.end, comment, inside: [] })
  }
  statements.forEach((statement, index) => {
    const { start, end } = statement.span
    for (let comment = comments[next]; comment !== undefined && comment.span.start < start; comment = comments[++next])
      addComment(comment)
    const inside: Comment[] = []
    for (let comment = comments[next]; comment !== undefined && comment.span.start < end; comment = comments[++next])
      inside.push(comment)
    const after = comments[next]
    const following = statements[index + 1]?.span.start ?? Number.POSITIVE_INFINITY
    const trailing = after !== undefined && after.span.start < following && !breaksLine(text, end, after.span.start)
    if (trailing) next++
    const pieces = statement.kind === 'where' ? undefined : piecesOf(statement)
    add({
      start,
      end: trailing ? after.span.end : end,
      statement,
      inside,
      ...(pieces === undefined ? {} : { pieces }),
      ...(trailing ? { trailing: after } : {}),
    })
  })
  comments.slice(next).forEach(addComment)
  return items
}

function layOutItem(item: Item, header: string, block: Block): readonly string[] {
  const { statement, pieces, inside, trailing, comment } = item
  const { indent, text } = block
  if (comment !== undefined) return [indent + comment.text]
  if (statement?.kind === 'where') return layOutWhere(statement, inside, trailing, block)
  if (pieces === undefined || statement === undefined) return []
  const lines = (above: readonly Comment[], own: readonly string[]): readonly string[] => [
    ...above.map((other) => indent + other.text),
    ...own,
  ]
  switch (pieces.kind) {
    case 'line':
      return lines(inside, withComment([indent + header], trailing))
    case 'set': {
      const attached = attachComments(text, pieces.header.end, pieces.groups.flat(), inside)
      return lines(attached.above, layOutSet(indent, header, pieces.groups, attached, trailing))
    }
    case 'rule': {
      const ordered = pieces.clauses.toSorted((a, b) => a.span.start - b.span.start)
      const headEnd = endOfCodeBefore(text, ordered[0]?.span.start ?? statement.span.end, inside)
      const attached = attachComments(text, headEnd, ordered, inside)
      return lines(attached.above, layOutRule(indent, pieces.head, pieces.clauses, attached, trailing))
    }
  }
}

function layOutWhere(
  { condition, body }: WhereBlock,
  inside: readonly Comment[],
  trailing: Comment | undefined,
  { text, indent }: Block,
): readonly string[] {
  const brace = braceAfter(text, condition.span.end, inside)
  const headEnd = endOfCodeBefore(text, brace, inside)
  const above = inside.filter((comment) => comment.span.start < headEnd)
  const afterBrace = inside.find(
    ({ span: { start } }) => start >= headEnd && !breaksLine(text, start < brace ? headEnd : brace, start),
  )
  const rest = inside.filter((comment) => comment.span.start >= headEnd && comment !== afterBrace)
  const [first = '', ...parts] = formatParts(condition)
  const head = breakParts(indent, [`where ${first}`, ...parts])
  return [
    ...above.map((comment) => indent + comment.text),
    ...withComment([...head.slice(0, -1), `${head.at(-1) ?? ''} {`], afterBrace),
    ...layOutBlock({ text, statements: body, comments: rest, indent: indent + STEP }),
    ...withComment([`${indent}}`], trailing),
  ]
}
