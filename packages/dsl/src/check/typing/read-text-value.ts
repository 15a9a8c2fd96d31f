import type { Span } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { Subject } from '../conditions/subject.ts'
import { replaceFix } from '../report.ts'
import { readPathText } from './read-path-text.ts'
import type { AnyTestContext } from './test-context.ts'

/**
 * Returns a text of the policy in the form in which it is compared with the fact, or undefined, after a report, if the fact never
 * has this value: a method in lower case, a host with a port, a country that the plugin never supplies.
 */
export function readTextValue(context: AnyTestContext, text: string, span: Span): string | undefined {
  const { checking, subject } = context
  if (subject.kind === 'path') return readPathText({ ...context, subject }, text, span, 'whole')
  const fault = faultOf(subject, text)
  if (fault !== undefined) {
    checking.report.add('TG208', span, `\`${subject.label}\` is never \`${text}\`: ${fault.reason}`, {
      help: fault.instead === undefined ? fault.help : `did you mean \`${fault.instead}\`?`,
      fix: fault.instead === undefined ? undefined : fixOf(checking.sourceText(span), span, fault.instead),
    })
    return undefined
  }
  return text
}

function fixOf(written: string, span: Span, instead: string): ReturnType<typeof replaceFix> {
  const quoted = written.startsWith('"') ? JSON.stringify(instead) : instead
  return replaceFix(span, quoted, `write \`${quoted}\``)
}

interface Fault {
  readonly reason: string
  readonly instead?: string
  readonly help?: string
}

function faultOf(subject: Subject, text: string): Fault | undefined {
  if (subject.kind !== 'text') return undefined
  if (subject.subject.kind === 'method') return faultOfMethod(text)
  if (subject.subject.kind === 'host') return faultOfHost(text)
  const { values } = subject
  if (values === undefined || values.includes(text)) return undefined
  const suggestion = didYouMean(text, values)
  return {
    reason: 'the plugin never supplies this value',
    help: `the plugin supplies ${values
      .slice(0, 12)
      .map((value) => `\`${value}\``)
      .join(', ')}${values.length > 12 ? ', …' : ''}`,
    ...(suggestion !== undefined && { instead: suggestion }),
  }
}

/** RFC 9110 §9.1: methods are case-sensitive, and all registered methods are in upper case. */
function faultOfMethod(text: string): Fault | undefined {
  if (/^[A-Z][A-Z-]*$/.test(text)) return undefined
  const upper = text.toUpperCase()
  return /^[A-Z][A-Z-]*$/.test(upper)
    ? { reason: 'methods are written in upper case', instead: upper }
    : { reason: 'a method is a word in upper case' }
}

function faultOfHost(text: string): Fault | undefined {
  const instead = text.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  if (instead === text) return undefined
  return { reason: 'a host is in lower case, without a port and without a final dot', instead }
}
