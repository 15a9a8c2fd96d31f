import type { BotTerm, Span } from '@tidegate/model'
import { didYouMean, tokenFault } from '@tidegate/values'
import type { BotEntry, BotSet } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { replaceFix } from '../report.ts'
import { lookUp } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { isRegularExpression } from '../typing/text-fault.ts'
import { addAddressSet } from './add-address-set.ts'
import { withoutCycles } from './without-cycles.ts'
import type { ResolvedBots, PlacedToken } from './resolved.ts'

type DeclaredBots = Extract<Declared, { kind: 'bots' }>

const empty: ResolvedBots = { index: undefined, verified: false, tokens: [], except: [] }

/** Adds a declared set of bots to the model. `span` is where its name is used: a circular set is reported there. */
export function resolveBots(checking: Checking, bots: DeclaredBots, span: Span): ResolvedBots {
  return withoutCycles(checking, bots, span, () => resolve(checking, bots), empty)
}

function resolve(checking: Checking, bots: DeclaredBots): ResolvedBots {
  const resolved = checking.resolved.bots.get(bots) ?? readBots(checking, bots)
  checking.resolved.bots.set(bots, resolved)
  return resolved
}

function readBots(checking: Checking, bots: DeclaredBots): ResolvedBots {
  if (bots.origin.kind === 'imported') {
    const terms = bots.origin.tokens.map((text): BotTerm => ({ kind: 'token', text: text.toLowerCase(), word: false }))
    return { index: checking.sets.addBots({ terms, except: [] }, bots.name), verified: false, tokens: [], except: [] }
  }
  const { set } = bots.origin
  const entries = readEntries(checking, bots.unit, set.entries)
  const except = readEntries(checking, bots.unit, set.except)
  const from = fromOf(checking, bots.unit, set)
  const index = checking.sets.addBots(
    { terms: entries.terms, except: except.terms, ...(from !== undefined && { from }) },
    bots.name,
  )
  return { index, verified: from !== undefined || entries.verified, tokens: entries.tokens, except: except.tokens }
}

function fromOf(checking: Checking, unit: Unit, { from }: BotSet): number | undefined {
  return from === undefined ? undefined : addAddressSet(checking, unit, from)
}

interface ReadEntries {
  readonly terms: readonly BotTerm[]
  readonly tokens: readonly PlacedToken[]
  readonly verified: boolean
}

function readEntries(checking: Checking, unit: Unit, entries: readonly BotEntry[]): ReadEntries {
  const terms: BotTerm[] = []
  const tokens: PlacedToken[] = []
  let verified = false
  for (const entry of entries) {
    switch (entry.kind) {
      case 'token':
        if (isToken(checking, entry)) {
          terms.push({ kind: 'token', text: entry.text.toLowerCase(), word: entry.word })
          tokens.push(entry)
        }
        break
      case 'set': {
        const bots = lookUp(checking, unit, entry.name, ['bots'])
        if (bots === undefined) break
        const inner = resolveBots(checking, bots, entry.name.span)
        verified ||= inner.verified
        if (inner.index !== undefined) terms.push({ kind: 'set', set: inner.index })
        break
      }
      case 'catalog':
        for (const token of categoryOf(checking, entry)) {
          terms.push({ kind: 'token', text: token.text.toLowerCase(), word: token.word })
        }
    }
  }
  checking.spent.tokens += terms.length
  const [first] = entries
  if (checking.spent.tokens > checking.limits.tokens && first !== undefined) {
    checking.report.add(
      'TG354',
      first.span,
      `expected at most ${checking.limits.tokens} tokens in all bot sets together`,
    )
  }
  return { terms, tokens, verified }
}

function isToken({ report, limits }: Checking, { text, span }: PlacedToken): boolean {
  const fault =
    tokenFault(text) ??
    (text.length < limits.tokenMinLength
      ? `a token must have at least ${limits.tokenMinLength} characters: \`${text}\` would match nearly every user agent`
      : text.length > limits.tokenMaxLength
        ? `a token must have at most ${limits.tokenMaxLength} characters; this one has ${text.length}`
        : undefined)
  if (fault !== undefined) report.add('TG216', span, fault)
  else if (isRegularExpression(text) || /^\*.|.\*$|.\$$/s.test(text)) {
    report.add('TG436', span, `user agents of ordinary bots never contain \`${text}\`: tokens have no wildcards`, {
      help: 'a token is found anywhere in the user agent, ignoring case: write only its letters, such as `googlebot`',
    })
  }
  return fault === undefined
}

function categoryOf(
  { host, report }: Checking,
  { category }: Extract<BotEntry, { kind: 'catalog' }>,
): readonly { readonly text: string; readonly word: boolean }[] {
  const catalog = host.catalog ?? {}
  const tokens = Object.hasOwn(catalog, category.text) ? catalog[category.text] : undefined
  if (tokens !== undefined) return tokens
  const known = Object.keys(catalog)
  const suggestion = didYouMean(category.text, known)
  const all =
    known.length === 0 ? 'the host has no catalogue' : `available: ${known.map((name) => `\`${name}\``).join(', ')}`
  report.add('TG212', category.span, `the catalogue has no category \`${category.text}\``, {
    help: suggestion === undefined ? all : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined
        ? undefined
        : replaceFix(category.span, `"${suggestion}"`, `replace it with \`${suggestion}\``),
  })
  return []
}
