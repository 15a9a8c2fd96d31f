import type { ModelTables } from '../model-tables.ts'
import type { Truth } from '../truth.ts'
import type { RequestView } from '../view/request-view.ts'
import { agentOversized, type AgentOversized } from './agent-oversized.ts'
import { botImpersonates, type BotImpersonates } from './bot-impersonates.ts'
import { botIn, type BotIn } from './bot-in.ts'
import { doubtWords } from './doubt-words.ts'
import { flag, type Flag } from './flag.ts'
import { ipInFact, type IpInFact } from './ip-in-fact.ts'
import { ipIn, type IpIn } from './ip-in.ts'
import { notEmpty, type NotEmpty } from './not-empty.ts'
import { nowIn, type NowIn } from './now-in.ts'
import { numberCompare, type NumberCompare } from './number-compare.ts'
import { pathIn, type PathIn } from './path-in.ts'
import { present, type Present } from './present.ts'
import { textIn, type TextIn } from './text-in.ts'
import { textMatch, type TextMatch } from './text-match.ts'
import { textSame, type TextSame } from './text-same.ts'
import type { KeyNames, Subject, TestKind } from './test-kind.ts'

/** One test of a request. A test of an absent value is false. */
export type Test =
  | AgentOversized
  | BotImpersonates
  | BotIn
  | Flag
  | IpInFact
  | IpIn
  | NotEmpty
  | NowIn
  | NumberCompare
  | PathIn
  | Present
  | TextIn
  | TextMatch
  | TextSame

/** The tests of one kind. */
export type OfKind<Kind extends Test['kind']> = Extract<Test, { readonly kind: Kind }>

const testKinds: { readonly [Kind in Test['kind']]: TestKind<OfKind<Kind>> } = {
  'agent-oversized': agentOversized,
  'bot-impersonates': botImpersonates,
  'bot-in': botIn,
  flag,
  'ip-in-fact': ipInFact,
  'ip-in': ipIn,
  'not-empty': notEmpty,
  'now-in': nowIn,
  'number-compare': numberCompare,
  'path-in': pathIn,
  present,
  'text-in': textIn,
  'text-match': textMatch,
  'text-same': textSame,
}

// INVARIANT: a test is only passed to the functions of its own kind, which the compiler cannot check.
function kindOf(test: Test): TestKind<Test> {
  return testKinds[test.kind] as TestKind<Test>
}

/** Whether a test is true: false for absent values, undefined if the request leaves it in doubt. */
export function testValue(test: Test, view: RequestView): Truth {
  return kindOf(test).value(test, view)
}

/** What a test reads from a request. */
export function readsOf(test: Test): readonly Subject[] {
  return kindOf(test).reads(test)
}

/** A test as it is written in a policy, with sets by their names or first members. For reading, not for parsing. */
export function testText(test: Test, model: ModelTables): string {
  return kindOf(test).text(test, model)
}

/**
 * The result of a test in words, with the values of the request; `holds` is its value. For a test that is in doubt, the words say why, and
 * what it counts as.
 */
export function foundText(test: Test, holds: boolean, view: RequestView): string {
  const kind = kindOf(test)
  return kind.value(test, view) === undefined
    ? `${doubtWords(kind.reads(test), view)}, so \`${kind.text(test, view.model)}\` counts as ${holds}`
    : kind.found(test, holds, view)
}

/** A key that is equal for equivalent tests, whatever the order of their values. */
export function testKey(test: Test, names: KeyNames): string {
  return kindOf(test).key(test, names)
}
