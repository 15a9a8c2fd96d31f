import type { Span } from '@tidegate/model'
import { foldPath, parsePathText } from '@tidegate/values'
import type { Checking } from '../checking.ts'
import type { Subject } from '../conditions/subject.ts'
import { replaceFix } from '../report.ts'
import { reportEscapedSlash } from './report-escaped-slashes.ts'
import type { AnyTestContext } from './test-context.ts'
import { isAtStart, type TextPart, wordsOfPart } from './text-fault.ts'

/**
 * Converts a text from the policy to the form that request paths have, and folds it unless paths match exactly. If no request path can match
 * it, reports that and returns undefined. Only a whole path loses its trailing slash.
 */
export function readPathText(
  { checking, subject }: AnyTestContext & { readonly subject: Extract<Subject, { kind: 'path' }> },
  text: string,
  span: Span,
  part: TextPart,
): string | undefined {
  const parsed = parsePathText(text, part, subject.subject)
  if (parsed.kind === 'fault') {
    const rooted =
      isAtStart(part) && !text.startsWith('/') && parsePathText(`/${text}`, part, subject.subject).kind === 'text'
    const instead = JSON.stringify(`/${text}`)
    checking.report.add('TG208', span, `\`${subject.label}\` ${wordsOfPart[part]} \`${text}\`: ${parsed.reason}`, {
      help: text.includes('?') && subject.subject === 'path' ? helpOfQuery : undefined,
      fix: rooted && !text.includes('*') ? replaceFix(span, instead, `write \`${instead}\``) : undefined,
    })
    return undefined
  }
  if (text.includes('*')) reportWildcard(checking, subject, text, span, part)
  reportEscapedSlash(checking, parsed.text, span, subject.subject === 'target' && !isAtStart(part))
  if (checking.pathsMatchExactly) return parsed.text
  return part === 'whole' ? foldPath(parsed.text) : lowerAscii(parsed.text)
}

/** TG436: a `*` in a string, which stands for itself. */
function reportWildcard({ report }: Checking, { label }: Subject, text: string, span: Span, part: TextPart): void {
  const message = `\`${label}\` in ordinary requests ${wordsOfPart[part]} \`${text}\`: strings have no wildcards`
  const pattern = isAtStart(part) && text.startsWith('/') ? text : '/…/**'
  report.add('TG436', span, message, { help: `patterns are written without quotes: \`${label} in ${pattern}\`` })
}

const helpOfQuery = 'test `target`, which is the path with its query, or `query("…")`'

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
