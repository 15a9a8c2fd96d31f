import {
  addressOf,
  addressSetName,
  type AddressSubject,
  botSetName,
  listSome,
  pathSetName,
  quoteValue,
  subjectName,
  type Test,
  textsOf,
  type TextSubject,
  type View,
  windowName,
} from '@tidegate/model'
import { formatIp } from '@tidegate/values'
import { formatMoment } from './format-moment.ts'

/** What a test found in a request, in words with the request's values; `holds` is how it came out. */
export function describeTest(test: Test, holds: boolean, view: View): string {
  const { model, facts } = view
  const not = holds ? '' : 'not '
  switch (test.kind) {
    case 'ip-in':
      return `${addressWords(test.subject, view)} is ${not}in ${addressSetName(model, test.set)}`
    case 'ip-in-fact':
      return `${addressWords(test.subject, view)} is ${not}in ${model.facts[test.fact]!.name}`
    case 'bot-in':
      return `agent ${agentWords(facts.agent)} is ${not}in ${botSetName(model, test.set)}`
    case 'bot-impersonates':
      return `agent ${agentWords(facts.agent)} from ${formatIp(facts.ip)} does ${not}impersonate ${botSetName(model, test.set)}`
    case 'path-in':
      return `${textWords({ kind: test.subject }, view)} is ${not}in ${pathSetName(model, test.set)}`
    case 'text-in': {
      const values = test.values.map(quoteValue)
      const words = textWords(test.subject, view)
      return values.length === 1 ? `${words} is ${not}${values[0]}` : `${words} is ${not}among ${listSome(values)}`
    }
    case 'text-match':
      return `${textWords(test.subject, view)} ${matchWords(test.operator, holds)} ${quoteValue(test.value)}`
    case 'text-same':
      return `${textWords(test.subject, view)} is ${not}${textWords(test.other, view)}`
    case 'number-compare': {
      const { name } = model.facts[test.fact]!
      const value = facts.values[test.fact]
      if (typeof value !== 'number') return `${name} is absent`
      return `${name} ${value} is ${not}${test.operator} ${test.value}`
    }
    case 'flag':
      return `${model.facts[test.fact]!.name} is ${holds ? 'true' : facts.values[test.fact] === false ? 'false' : 'absent'}`
    case 'present':
      return `${test.subject.kind === 'peer' ? 'peer' : subjectName(model, test.subject)} is ${holds ? 'present' : 'absent'}`
    case 'not-empty':
      return `${subjectName(model, test.subject)} is ${holds ? 'not empty' : 'empty'}`
    case 'now-in': {
      const { zone } = model.windows[test.window]!.spec
      if (view.doubt !== undefined) {
        return `the clock is in doubt, so now counts as ${view.doubt ? 'inside' : 'outside'} ${windowName(model, test.window)}`
      }
      return `now (${formatMoment(facts.nowMs, zone, view.zones)}) is ${not}in ${windowName(model, test.window)}`
    }
  }
}

function addressWords(subject: AddressSubject, view: View): string {
  const name = subjectName(view.model, subject)
  const ip = addressOf(subject, view)
  return ip === undefined ? `${name}, which is absent,` : `${name} ${formatIp(ip)}`
}

function textWords(subject: TextSubject, view: View): string {
  const name = subjectName(view.model, subject)
  const texts = textsOf(subject, view)
  if (texts.length === 0) return `${name}, which is absent,`
  return `${name} ${subject.kind === 'path' || subject.kind === 'target' ? listSome(texts) : listSome(texts.map(quoteValue))}`
}

function agentWords(agent: string | undefined): string {
  return agent === undefined ? '(absent)' : quoteValue(agent)
}

function matchWords(operator: 'contains' | 'starts-with' | 'ends-with', holds: boolean): string {
  switch (operator) {
    case 'contains':
      return holds ? 'contains' : 'does not contain'
    case 'starts-with':
      return holds ? 'starts with' : 'does not start with'
    case 'ends-with':
      return holds ? 'ends with' : 'does not end with'
  }
}
