import { formatIp } from '@tidegate/values'
import { listSome, quoteValue, subjectName } from '../names.ts'
import type { AddressSubject, TextSubject } from '../subjects.ts'
import { addressOf } from '../view/address-of.ts'
import type { RequestView } from '../view/request-view.ts'
import { textsOf } from '../view/texts-of.ts'

/** `not ` if a test is false. */
export function notUnless(holds: boolean): string {
  return holds ? '' : 'not '
}

/** An address subject with the address that it has in a request. */
export function addressWords(subject: AddressSubject, view: RequestView): string {
  const name = subjectName(view.model, subject)
  const ip = addressOf(subject, view)
  return ip === undefined ? `${name}, which is absent,` : `${name} ${formatIp(ip)}`
}

/** A text subject with the values that it has in a request. */
export function textWords(subject: TextSubject, view: RequestView): string {
  const name = subjectName(view.model, subject)
  const texts = textsOf(subject, view)
  if (texts.length === 0) return `${name}, which is absent,`
  return `${name} ${subject.kind === 'path' || subject.kind === 'target' ? listSome(texts) : listSome(texts.map(quoteValue))}`
}

/** The request's agent, quoted. */
export function agentWords({ facts: { agent } }: RequestView): string {
  return agent === undefined ? '(absent)' : quoteValue(agent)
}

/** The name of a set as it is written in a policy, without quotes. */
export function bareName(name: string): string {
  return name.replaceAll('`', '')
}
