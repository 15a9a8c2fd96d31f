import {
  type FactValue,
  formatMoment,
  isAddress,
  isTimeKnown,
  isIps,
  isTexts,
  isUnknownFact,
  listPrefixes,
  listSome,
  type View,
  windowName,
} from '@tidegate/model'
import { formatIp, ipSetIsEmpty, isWindowOpen } from '@tidegate/values'

/** The values of a request that a policy can read, by name, without absent values. */
export function describeRequest(view: View): Readonly<Record<string, string>> {
  const { model, facts, inputs, zones } = view
  const seen = new Map<string, string>()
  const add = (name: string, text: string | undefined): void => {
    if (text !== undefined) seen.set(name, text)
  }
  add('address', facts.ip === undefined ? 'unknown' : formatIp(facts.ip))
  if (facts.peer !== undefined) add('peer', formatIp(facts.peer))
  add('method', facts.method)
  add('host', facts.host)
  add('path', facts.path)
  if (facts.target !== facts.path) add('target', facts.target)
  add('agent', facts.isAgentUnsure === true ? `${facts.agent ?? ''} (several fields that differ)` : facts.agent)
  add('bot', view.bots.bot)
  add('user', facts.user)
  for (const [index, name] of inputs.headers.entries()) add(`header ${name}`, facts.headers[index]?.join(', '))
  for (const [index, name] of inputs.queries.entries()) add(`query ${name}`, facts.queries[index]?.join(', '))
  for (const [index, name] of inputs.cookies.entries()) add(`cookie ${name}`, facts.cookies[index]?.join(', '))
  for (const [index, { name }] of model.facts.entries()) add(`fact ${name}`, valueText(facts.values[index]))
  if (!isTimeKnown(facts)) add('clock', 'implausible: not between 2020 and 2100')
  else {
    add('now', formatMoment(facts.nowMs, 'UTC', zones))
    const open = model.windows.flatMap(({ spec }, window) =>
      isWindowOpen(spec, facts.nowMs, zones) ? [windowName(model, window).replaceAll('`', '')] : [],
    )
    if (model.windows.length > 0) add('open windows', open.length === 0 ? 'none' : [...new Set(open)].join(', '))
  }
  return Object.fromEntries(seen)
}

function valueText(value: FactValue): string | undefined {
  if (value === undefined) return undefined
  if (isTexts(value)) return listSome(value)
  if (isIps(value)) {
    if (!value.notEmpty) return 'empty'
    return ipSetIsEmpty(value.set) ? 'no valid address' : listPrefixes(value.set)
  }
  if (isUnknownFact(value)) return 'unknown'
  return isAddress(value) ? formatIp(value) : String(value)
}
