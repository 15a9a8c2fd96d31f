import { Token } from 'structured-headers'
import { type InnerList, isInnerList, type Item, joinedField, readDictionary, readItem } from './parse-field.ts'
import { authorityOf } from './signed-request.ts'

/** What a request says about where the keys of its signers are. */
export type AgentField =
  | { readonly kind: 'absent' }
  /** Present, and neither a dictionary nor a string. */
  | { readonly kind: 'invalid' }
  /** A bare string, as in early drafts. */
  | { readonly kind: 'string'; readonly item: Item }
  | { readonly kind: 'dictionary'; readonly members: ReadonlyMap<string, Item | InnerList> }

/** The agent that a signature names. */
export type NamedAgent =
  /** The request has no Signature-Agent. */
  | { readonly kind: 'unnamed' }
  /** The field is there, but not covered, or it is not certain which of its members belongs to the signature. */
  | { readonly kind: 'invalid' }
  /** Its keys are not in a directory at an origin. */
  | { readonly kind: 'unsupported' }
  /** Host of the agent, with a port if it is not 443. */
  | { readonly kind: 'agent'; readonly agent: string }

const name = 'signature-agent'

/** Reads the field Signature-Agent. */
export function readAgentField(lines: readonly string[]): AgentField {
  if (lines.length === 0) return { kind: 'absent' }
  const text = joinedField(lines)
  if (text === undefined) return { kind: 'invalid' }
  if (text.startsWith('"')) {
    const item = readItem(text)
    return item === undefined ? { kind: 'invalid' } : { kind: 'string', item }
  }
  const members = readDictionary(text)
  return members === undefined ? { kind: 'invalid' } : { kind: 'dictionary', members }
}

/**
 * Returns the agent that a signature names: in the only member of Signature-Agent that it covers, or in the one with its own label if it covers
 * several. What is not covered does not count, because others may have added it.
 */
export function namedAgent(field: AgentField, components: readonly Item[], label: string): NamedAgent {
  if (field.kind === 'absent') return { kind: 'unnamed' }
  if (field.kind === 'invalid') return field
  const covered = components.filter(([component]) => component === name)
  const coversAll = covered.some(([, parameters]) => parameters.size === 0)
  if (field.kind === 'string') return coversAll ? agentOf(field.item) : { kind: 'invalid' }
  const keys = coversAll ? [...field.members.keys()] : covered.map(([, parameters]) => parameters.get('key'))
  const key = keys.includes(label) ? label : keys.length === 1 ? keys[0] : undefined
  const member = typeof key === 'string' ? field.members.get(key) : undefined
  if (member === undefined || isInnerList(member)) return { kind: 'invalid' }
  return agentOf(member)
}

function agentOf([value, parameters]: Item): NamedAgent {
  const type = parameters.get('type')
  if (typeof value !== 'string') return { kind: 'invalid' }
  if (type !== undefined && !(type instanceof Token && type.toString() === 'directory')) return { kind: 'unsupported' }
  const agent = agentOfUrl(value)
  return agent === undefined ? { kind: 'unsupported' } : { kind: 'agent', agent }
}

/** The host of an https origin such as `https://bot.example` or `https://bot.example/`; undefined for any other URL. */
function agentOfUrl(url: string): string | undefined {
  const [, authority] = /^https:\/\/([^/?#@\\]+)\/?$/i.exec(url) ?? []
  return authority === undefined ? undefined : authorityOf(authority, 'https')
}
