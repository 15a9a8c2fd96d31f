import { maxComment, proseText, table } from '../../output/markdown.ts'
import { quoted, type ReviewReport, type ReviewState } from './review-report.ts'

/** The first line of every comment, by which a program finds the one to replace. It is invisible. */
export const commentMark = '<!-- tidegate review -->'

const marks: Readonly<Record<ReviewState, string>> = { good: '✅', note: 'ℹ️', bad: '❌' }

/** Returns a review as Markdown of the size of a comment: a title, and one table. */
export function renderReviewMarkdown(report: ReviewReport): string {
  const { passed, revision, policies, rows } = report
  const compared = revision === undefined ? '' : `, compared with ${proseText(quoted(revision))}`
  const head = [
    commentMark,
    `### ${passed ? '✅' : '❌'} Tidegate: ${titleOf(report)}`,
    '',
    `${policyNames(policies)}${compared}`,
    '',
  ].join('\n')
  const cells = rows.map(({ part, state, result, details }) => [
    `${marks[state]} ${part}`,
    boldProse(result),
    boldProse(details),
  ])
  const more = 'run `tidegate review --json` to see all'
  return `${head}\n${table(['', 'Result', 'Details'], cells, more, maxComment - head.length)}`
}

const maxPolicies = 5

function policyNames(policies: readonly string[]): string {
  const names = policies.slice(0, maxPolicies).map((file) => proseText(quoted(file)))
  const rest = policies.length - names.length
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function titleOf({ passed, looser, rows }: ReviewReport): string {
  if (!passed && looser) return 'this change may let through what was refused'
  const failed = [...new Set(rows.filter(({ state }) => state === 'bad').map(({ part }) => part))]
  if (failed.length > 0) return `failed: ${failed.join(', ')}`
  return looser ? 'passed, although this change may let through what was refused' : 'passed'
}

/** WHY: results begin with a word in bold that the program writes; everything else in them is text. */
function boldProse(text: string): string {
  const [, bold, rest] = /^\*\*([a-z ]+)\*\*([^]*)$/.exec(text) ?? []
  return bold === undefined || rest === undefined ? proseText(text) : `**${bold}**${proseText(rest)}`
}
