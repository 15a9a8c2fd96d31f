import { readOutcome } from '../pages/outcome.ts'
import { filesOf, readSections, type RequestRow, type Section } from '../pages/read-sections.ts'
import type { Row, SetUp } from './set-up.ts'

/**
 * The set-ups of a page of `docs/migrate`: each section with a block `js before`, a block `js after`, a policy, and a table of requests. Throws an
 * `Error` for a section that has only some of them.
 */
export function readPage(text: string): readonly SetUp[] {
  return readSections(text)
    .filter(({ blocks, rows }) => blocks.length > 0 || rows.length > 0)
    .map(setUpOf)
}

function setUpOf(section: Section): SetUp {
  const { title, line, blocks, rows } = section
  const program = (info: string): string | undefined =>
    blocks.find((block) => block.language === 'js' && block.info === info)?.text
  const before = program('before')
  const after = program('after')
  const files = filesOf(section)
  if (before === undefined || after === undefined || files['site.policy'] === undefined || rows.length === 0)
    throw new Error(`line ${line}: \`${title}\` needs \`js before\`, a policy, \`js after\` and a table of requests`)
  return { title, before, after, files, rows: rows.map(rowOf) }
}

function rowOf({ line, cells: [request = '', before = '', after = '', note = ''] }: RequestRow): Row {
  return { line, request, before: readOutcome(before), after: readOutcome(after), note }
}
