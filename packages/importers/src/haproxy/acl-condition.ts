import { both, either, type Expression, isTrue, negated, unknown } from '../draft/expression.ts'
import { aclTest, negatedTerm, predefinedAcl } from './acl-test.ts'
import type { HaproxyContext, HaproxyState, RateTest, Term } from './haproxy-context.ts'
import type { HaproxyLine } from './parse-haproxy.ts'

/** The condition of a rule: one alternative without a rate, and those that need one. */
export interface RuleCondition {
  readonly plain: Expression
  /** Whether there is any alternative without a rate. */
  readonly hasPlain: boolean
  readonly rates: readonly { readonly rate: RateTest; readonly rest: Expression }[]
}

/** The ACLs of a section by name. Several of one name are alternatives. */
export type Acls = ReadonlyMap<string, readonly HaproxyLine[]>

/** Returns the ACLs that some lines declare. */
export function aclsOf(lines: readonly HaproxyLine[]): Acls {
  const acls = new Map<string, HaproxyLine[]>()
  for (const line of lines) {
    const [keyword, name = ''] = line.words
    if (keyword !== 'acl') continue
    const same = acls.get(name)
    if (same === undefined) acls.set(name, [line])
    else same.push(line)
  }
  return acls
}

/** Reads the words from `if` or `unless` on; no words are a condition that is always true. */
export function ruleCondition(
  words: readonly string[],
  line: number,
  acls: Acls,
  context: HaproxyContext,
  state: HaproxyState,
): RuleCondition {
  const [keyword, ...rest] = words
  if (keyword === undefined) return { plain: isTrue, hasPlain: true, rates: [] }
  const branches = branchesOf(rest, line, acls, context, state)
  if (branches === undefined) return onlyPlain(unknown(`the condition ${words.join(' ')} cannot be read`))
  if (keyword === 'unless')
    return onlyPlain(negated(either(branches.map((branch) => both(...branch.map(asExpression))))))
  const plain: Expression[] = []
  const rates: { rate: RateTest; rest: Expression }[] = []
  for (const branch of branches) {
    const some = branch.filter((term) => term.kind === 'rate')
    const [rate, ...others] = some
    if (rate === undefined) plain.push(both(...branch.map(asExpression)))
    else if (others.length > 0)
      plain.push(unknown(`${some.map(({ label }) => label).join(' and ')} together have no equivalent`))
    else rates.push({ rate, rest: both(...branch.filter((term) => term !== rate).map(asExpression)) })
  }
  return { plain: context.tests.any(plain), hasPlain: plain.length > 0, rates }
}

function onlyPlain(plain: Expression): RuleCondition {
  return { plain, hasPlain: true, rates: [] }
}

function asExpression(term: Term): Expression {
  return term.kind === 'rate' ? unknown(`${term.label} has no equivalent here`) : term
}

/** Returns the alternatives, each a conjunction; undefined if the brackets do not match. */
function branchesOf(
  words: readonly string[],
  line: number,
  acls: Acls,
  context: HaproxyContext,
  state: HaproxyState,
): readonly (readonly Term[])[] | undefined {
  const branches: Term[][] = [[]]
  let isNegated = false
  for (let at = 0; at < words.length; at += 1) {
    let word = words[at]!
    if (word === '||' || word.toLowerCase() === 'or') {
      if (branches.at(-1)!.length === 0) return undefined
      branches.push([])
      continue
    }
    while (word.startsWith('!')) {
      isNegated = !isNegated
      word = word.slice(1)
    }
    if (word === '') continue
    let term: Term
    if (word === '{') {
      const end = words.indexOf('}', at)
      if (end < 0) return undefined
      term = aclTest(words.slice(at + 1, end), line, context, state)
      at = end
    } else term = namedAcl(word, line, acls, context, state)
    branches.at(-1)!.push(isNegated ? negatedTerm(term) : term)
    isNegated = false
  }
  return branches.at(-1)!.length === 0 ? undefined : branches
}

function namedAcl(name: string, line: number, acls: Acls, context: HaproxyContext, state: HaproxyState): Term {
  const declared = acls.get(name)
  if (declared === undefined) {
    const words = predefinedAcl(name)
    return words === undefined ? unknown(`no ACL is named ${name}`) : aclTest(words, line, context, state)
  }
  const terms = declared.map((each) => aclTest(each.words.slice(2), each.line, context, state))
  const [first, ...others] = terms
  if (first?.kind === 'rate' && others.length === 0) return { ...first, label: `${name} (${first.label})` }
  return context.tests.any(
    terms.map((term, index) =>
      term.kind === 'rate'
        ? unknown(`${name} (line ${declared[index]!.line}): ${term.label} has no equivalent next to other alternatives`)
        : term.kind === 'unknown'
          ? unknown(`acl ${name} in line ${declared[index]!.line}: ${term.what}`)
          : term,
    ),
  )
}
