import type { Span } from '@tidegate/model'
import { foldPath, parsePathText, type PathTextPart } from '@tidegate/values'
import type { Subject } from '../conditions/subject.ts'
import { replaceFix } from '../report.ts'
import type { AnyTestContext } from './test-context.ts'

const wordsOfPart: Readonly<Record<PathTextPart, string>> = {
  whole: 'is never',
  start: 'never starts with',
  end: 'never ends with',
  middle: 'never contains',
}

/**
 * Converts a text from the policy to the form that request paths have, and folds it unless paths match exactly. If no request path can match
 * it, reports that and returns undefined. Only a whole path loses its trailing slash.
 */
export function readPathText(
  { checking, subject }: AnyTestContext & { readonly subject: Extract<Subject, { kind: 'path' }> },
  text: string,
  span: Span,
  part: PathTextPart,
): string | undefined {
  const parsed = parsePathText(text, part, subject.subject)
  if (parsed.kind === 'fault') {
    const anchored = part === 'whole' || part === 'start'
    const rooted = anchored && !text.startsWith('/') && parsePathText(`/${text}`, part, subject.subject).kind === 'text'
    const instead = JSON.stringify(`/${text}`)
    checking.report.add('TG208', span, `\`${subject.label}\` ${wordsOfPart[part]} \`${text}\`: ${parsed.reason}`, {
      fix: rooted ? replaceFix(span, instead, `write \`${instead}\``) : undefined,
    })
    return undefined
  }
  if (checking.pathsMatchExactly) return parsed.text
  return part === 'whole' ? foldPath(parsed.text) : lowerAscii(parsed.text)
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
