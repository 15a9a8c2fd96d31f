import type { Span } from '@tidegate/model'
import { writeText } from '../../format/write-literal.ts'
import type { Subject } from '../conditions/subject.ts'
import { replaceFix } from '../report.ts'
import { faultOfListed } from './declared-fault.ts'
import { faultOfField } from './field-fault.ts'
import { faultOfHost } from './host-fault.ts'
import { faultOfMethod } from './method-fault.ts'
import { faultOfParameter } from './parameter-fault.ts'
import { readPathText } from './read-path-text.ts'
import type { AnyTestContext } from './test-context.ts'
import { never, type TextFault, type TextPart, wordsOfPart } from './text-fault.ts'

/**
 * Returns a text of the policy in the form in which it is compared with a part of the fact, or undefined, after a report, if no
 * request has such a value: a method in lower case, a host with a port, a country that the plugin never supplies. All texts of tests
 * are checked here: those in place, in declared sets and in list files.
 */
export function readTextValue(
  context: AnyTestContext,
  text: string,
  span: Span,
  part: TextPart = 'whole',
): string | undefined {
  const { checking, subject } = context
  if (subject.kind === 'path') return readPathText({ ...context, subject }, text, span, part)
  const fault = faultOf(subject, text, part)
  if (fault === undefined) return text
  const shown = fault.kind === 'never' ? wordsOfPart[part] : `in ordinary requests ${wordsOfPart[part]}`
  const isNever = fault.kind === 'never'
  checking.report.add(
    isNever ? 'TG208' : 'TG436',
    span,
    `\`${subject.label}\` ${shown} ${quoted(text)}: ${fault.reason}`,
    {
      help: fault.instead === undefined ? fault.help : `did you mean ${quoted(fault.instead)}?`,
      fix: fault.instead === undefined ? undefined : fixOf(checking.sourceText(span), span, fault.instead),
    },
  )
  return isNever ? undefined : text
}

/** Returns a text for a message; one in which blanks matter, or which is empty, is in quotes. */
function quoted(text: string): string {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) ? `\`${text}\`` : `\`${writeText(text)}\``
}

function fixOf(written: string, span: Span, instead: string): ReturnType<typeof replaceFix> {
  const text = written.startsWith('"') ? writeText(instead) : instead
  return replaceFix(span, text, `write \`${text}\``)
}

function faultOf(subject: Subject, text: string, part: TextPart): TextFault | undefined {
  if (subject.kind !== 'text') return undefined
  switch (subject.subject.kind) {
    case 'method':
      return faultOfMethod(text, part)
    case 'host':
      return faultOfHost(text, part)
    case 'agent':
      return faultOfField(text, part, subject.label, 'user-agent')
    case 'header':
      return faultOfField(text, part, subject.label, subject.subject.name)
    case 'query':
    case 'cookie':
      return faultOfParameter(text, part, subject.label, subject.subject.kind)
    case 'user':
      return text === ''
        ? never('the `user` of a request without one is absent', { help: 'write `user is absent`' })
        : undefined
    case 'fact':
      return subject.values === undefined ? undefined : faultOfListed(text, part, subject.values)
    case 'path':
    case 'target':
    case 'bot':
      return undefined
  }
}
