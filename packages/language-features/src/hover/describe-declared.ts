import { type Declared, wordsOfKind } from '@tidegate/dsl/tools'
import { builtInFacts, type Model } from '@tidegate/model'
import {
  createZoneReader,
  ipSetPrefixes,
  ipSetSize,
  isWindowOpen,
  namedNetwork,
  networkNames,
  nextWindowChange,
  type WindowSpec,
} from '@tidegate/values'
import type { Analysis } from '../analyse.ts'

/** Returns what a name refers to, in Markdown; undefined if it is not declared. */
export function describeDeclared(analysis: Analysis, found: readonly Declared[], nowMs: number): string | undefined {
  const [declared] = found
  if (declared === undefined) return undefined
  if (found.length > 1 && declared.kind !== 'fact')
    return `\`${declared.name}\` is ambiguous: ${found.length} declarations have this name`
  const { name, kind, span, unit } = declared
  const place = unit.file === analysis.root ? '' : `, declared in \`${span.file}\``
  const head = kind === 'fact' ? factWords(declared) : `\`${name}\`: ${wordsOfKind(kind)}${place}`
  const content = contentOf(declared, analysis.checked.model, nowMs)
  return content === undefined ? head : `${head}  \n${content}`
}

/** Returns what a built-in name means; undefined for any other name. */
export function countDescription(name: string): string | undefined {
  const network = networkNames.find((each) => each === name)
  if (network !== undefined) {
    const set = namedNetwork(network)!
    return `\`${name}\`: a built-in list of addresses  \n${counted([...ipSetPrefixes(set)].length, 'network', 'networks')}`
  }
  return builtInFacts.includes(name) ? `\`${name}\`: a fact of every request ([about facts](${factsPage}))` : undefined
}

const factsPage = 'https://github.com/tidegate/tidegate/blob/main/docs/language/facts-and-absence.md'

function factWords({ name, spec: { type, presence, plugin }, values }: Declared & { readonly kind: 'fact' }): string {
  const source = plugin === undefined ? 'that the server supplies' : `of the plugin \`${plugin}\``
  const when = {
    optional: 'it may be absent',
    required: 'it is always present',
    'with-user': 'it is present if there is a user',
  }[presence]
  const known = values === undefined ? '' : `  \n${values.length} possible values`
  return `\`${name}\`: a fact of type \`${type}\` ${source}; ${when}${known}`
}

function contentOf({ name, kind, ...rest }: Declared, model: Model | undefined, nowMs: number): string | undefined {
  if (kind === 'number' && 'value' in rest)
    return rest.value === undefined ? 'the imported file disables it' : `${rest.value} per minute`
  if (model === undefined) return undefined
  switch (kind) {
    case 'list': {
      const set = model.addressSets.find((each) => each.name === name)?.set
      if (set === undefined) return undefined
      const networks = [...ipSetPrefixes(set)].length
      return `${counted(ipSetSize(set), 'address', 'addresses')} in ${counted(networks, 'network', 'networks')}`
    }
    case 'bots': {
      const set = model.botSets.find((each) => each.name === name)
      if (set === undefined) return undefined
      return `${counted(tokensOf(model, model.botSets.indexOf(set)).size, 'token', 'tokens')}${set.except.length > 0 ? `, ${set.except.length} excepted` : ''}`
    }
    case 'paths': {
      const set = model.pathSets.find((each) => each.name === name)
      return set === undefined ? undefined : counted(set.include.length, 'pattern', 'patterns')
    }
    case 'window': {
      const spec = model.windows.find((each) => each.name === name)?.spec
      return spec === undefined ? undefined : nextChange(spec, nowMs)
    }
    case 'texts':
    case 'fact':
    case 'number':
      return undefined
  }
}

function tokensOf({ botSets }: Model, index: number): ReadonlySet<string> {
  return new Set(
    botSets[index]!.terms.flatMap((term) => {
      return term.kind === 'token' ? [term.text] : [...tokensOf({ botSets } as Model, term.set)]
    }),
  )
}

/** Returns whether a window is open, and when that changes, in the zone of the window. */
export function nextChange(spec: WindowSpec, nowMs: number): string {
  const zones = createZoneReader()
  const isOpen = isWindowOpen(spec, nowMs, zones)
  const next = nextWindowChange(spec, nowMs, zones)
  if (next === undefined)
    return isOpen ? 'open; it does not close in the next 400 days' : 'closed; it does not open in the next 400 days'
  const formatted = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: spec.zone,
  }).format(next)
  return isOpen ? `open now, until ${formatted} (${spec.zone})` : `closed now; opens ${formatted} (${spec.zone})`
}

/** Returns a number with its noun: `1 address`, `1,024 addresses`. Numbers above a trillion are powers of two. */
export function counted(count: bigint | number, one: string, many: string): string {
  if (count > 1_000_000_000_000) return `about 2^${Math.round(Math.log2(Number(count)))} ${many}`
  return `${count.toLocaleString('en')} ${Number(count) === 1 ? one : many}`
}
