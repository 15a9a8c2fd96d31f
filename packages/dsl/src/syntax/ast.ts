import type { Source, Span } from '../source.ts'

/** A word with its place. */
export interface Name {
  readonly text: string
  readonly span: Span
}

/** A quoted text, its escapes resolved. */
export interface QuotedText {
  readonly text: string
  readonly span: Span
}

/** A number as written; the language has no signed numbers. */
export interface NumberLiteral {
  readonly value: number
  readonly span: Span
}

/** One comment line, from `#` to the end of the line. */
export interface Comment {
  readonly text: string
  readonly span: Span
}

/** The syntax tree of one source. Statements that could not be parsed are missing; a diagnostic tells of each. */
export interface Ast {
  readonly source: Source
  readonly statements: readonly Statement[]
  readonly comments: readonly Comment[]
}

export type Statement = Declaration | WhereBlock | RuleStatement

export type Declaration =
  | PolicyDeclaration
  | IncludeDeclaration
  | UseDeclaration
  | ClientIpDeclaration
  | ZoneDeclaration
  | PathsMatchDeclaration
  | FactDeclaration
  | ListDeclaration
  | BotsDeclaration
  | PathsDeclaration
  | TextsDeclaration
  | WindowDeclaration
  | ImportDeclaration

/** `policy "name"` */
export interface PolicyDeclaration {
  readonly kind: 'policy'
  readonly name: QuotedText
  readonly span: Span
}

/** `include "file.policy"` */
export interface IncludeDeclaration {
  readonly kind: 'include'
  readonly file: QuotedText
  readonly span: Span
}

/** `use NAME` */
export interface UseDeclaration {
  readonly kind: 'use'
  readonly plugin: Name
  readonly span: Span
}

/** `client ip from HEADER trusting SET` */
export interface ClientIpDeclaration {
  readonly kind: 'client-ip'
  readonly header: Name
  readonly trusting: AddressSet
  readonly span: Span
}

/** `zone Europe/Bucharest` */
export interface ZoneDeclaration {
  readonly kind: 'zone'
  readonly zone: Name
  readonly span: Span
}

/** `paths match exactly` */
export interface PathsMatchDeclaration {
  readonly kind: 'paths-match'
  readonly span: Span
}

export type FactType = 'text' | 'number' | 'flag' | 'ip' | 'ips' | 'texts'

/** `fact user.role : text`, optionally followed by `required` or `with user` */
export interface FactDeclaration {
  readonly kind: 'fact'
  readonly name: Name
  readonly type: FactType
  readonly typeSpan: Span
  readonly presence: 'optional' | 'required' | 'with-user'
  readonly span: Span
}

/** `list NAME = … [except …]` */
export interface ListDeclaration {
  readonly kind: 'list'
  readonly name: Name
  readonly set: AddressSet
  readonly span: Span
}

/** Addresses joined by commas; everything behind one `except` is subtracted. */
export interface AddressSet {
  readonly entries: readonly AddressEntry[]
  readonly except: readonly AddressEntry[]
  readonly span: Span
}

export type AddressEntry =
  /** An address or a CIDR as written; the checker reads it, so that it can explain what is wrong with it. */
  | { readonly kind: 'address'; readonly text: string; readonly span: Span }
  | { readonly kind: 'range'; readonly first: Name; readonly last: Name; readonly span: Span }
  /** Another list, an import's list (`r.blocked`), a fact of type `ips`, or `loopback`, `linklocal`, `private`. */
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'file'; readonly file: QuotedText; readonly at?: QuotedText; readonly span: Span }
  /** A plugin's source: `NAME "argument"` */
  | { readonly kind: 'source'; readonly source: Name; readonly argument: QuotedText; readonly span: Span }

/** `bots NAME = … [except …] [from SET]` */
export interface BotsDeclaration {
  readonly kind: 'bots'
  readonly name: Name
  readonly set: BotSet
  readonly span: Span
}

export interface BotSet {
  readonly entries: readonly BotEntry[]
  readonly except: readonly BotEntry[]
  readonly from?: AddressSet
  readonly span: Span
}

export type BotEntry =
  /** A case-insensitive substring of the user agent; with `word`, at token boundaries only. */
  | { readonly kind: 'token'; readonly text: string; readonly word: boolean; readonly span: Span }
  | { readonly kind: 'set'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'catalog'; readonly category: QuotedText; readonly span: Span }

/** `paths NAME = … [except …]` */
export interface PathsDeclaration {
  readonly kind: 'paths'
  readonly name: Name
  readonly set: PathSet
  readonly span: Span
}

export interface PathSet {
  readonly entries: readonly PathEntry[]
  readonly except: readonly PathEntry[]
  readonly span: Span
}

export type PathEntry =
  | { readonly kind: 'pattern'; readonly text: string; readonly span: Span }
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }

/** `texts NAME = "a", "b"`; a name adds another declaration's strings. */
export interface TextsDeclaration {
  readonly kind: 'texts'
  readonly name: Name
  readonly set: TextSet
  readonly span: Span
}

export interface TextSet {
  readonly entries: readonly TextEntry[]
  readonly except: readonly TextEntry[]
  readonly span: Span
}

export type TextEntry =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  /** A declaration of `texts`; after `method in`, a bare method such as `GET`; a fact of type `texts`. */
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }

/** `window NAME = … [except …] [zone]` */
export interface WindowDeclaration {
  readonly kind: 'window'
  readonly name: Name
  readonly set: WindowSet
  readonly span: Span
}

export interface WindowSet {
  readonly entries: readonly WindowEntry[]
  readonly except: readonly WindowEntry[]
  readonly zone?: Name
  readonly span: Span
}

export type WindowEntry =
  /** `[dates] [days] [clock span]`, at least one of them; parts as written, read by the checker. */
  | {
      readonly kind: 'span'
      /** `2026-12-24` or both ends of `2026-12-20 - 2027-01-03` */
      readonly dates?: { readonly first: Name; readonly last: Name }
      /** `mon` or both ends of `mon-fri`, lower case */
      readonly days?: { readonly first: Name; readonly last: Name }
      /** both ends of `04:00-17:00` */
      readonly clock?: { readonly from: Name; readonly to: Name }
      readonly span: Span
    }
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }

/** `import robots "robots.txt" [as r] [enforce rules]` */
export interface ImportDeclaration {
  readonly kind: 'import'
  readonly importer: Name
  readonly file: QuotedText
  readonly as?: Name
  readonly enforceRules: boolean
  readonly span: Span
}

/** `where CONDITION { … }`: the same as writing the condition behind each rule inside. */
export interface WhereBlock {
  readonly kind: 'where'
  readonly condition: ConditionAst
  readonly body: readonly Statement[]
  readonly span: Span
}

export type RuleStatement = BlockStatement | AllowOnlyStatement | LimitStatement | ExemptStatement

export interface RuleBase {
  readonly shadow: boolean
  readonly clauses: RuleClauses
  readonly span: Span
}

export interface BlockStatement extends RuleBase {
  readonly kind: 'block'
  readonly condition: ConditionAst
}

export interface AllowOnlyStatement extends RuleBase {
  readonly kind: 'allow-only'
  readonly condition: ConditionAst
}

export interface LimitStatement extends RuleBase {
  readonly kind: 'limit'
  /** A number, or an import's (`r.rate`). */
  readonly count: NumberLiteral | Name
  readonly period: PeriodAst
  /** Empty for `in total`. */
  readonly key: readonly KeyPartAst[]
  readonly keySpan: Span
}

export interface ExemptStatement extends RuleBase {
  readonly kind: 'exempt'
  readonly condition: ConditionAst
  /** Absent for `from limits`, else the names behind `from`. */
  readonly limits?: readonly QuotedText[]
}

/** `minute` or `15 minutes` */
export interface PeriodAst {
  readonly amount: number
  readonly unit: 'second' | 'minute' | 'hour' | 'day'
  readonly span: Span
}

export type KeyPartAst =
  | { readonly kind: 'ip'; readonly exact: boolean; readonly span: Span }
  | { readonly kind: 'network'; readonly v4: NumberLiteral; readonly v6: NumberLiteral; readonly span: Span }
  /** `user`, `bot`, `host`, `path`, `method`, … or a declared fact, or `header("x")`, `query("x")`, `cookie("x")` */
  | { readonly kind: 'fact'; readonly fact: FactRef; readonly span: Span }

/** The clauses behind a rule, in any order, at most one each. */
export interface RuleClauses {
  readonly during?: DuringClause
  readonly when?: ConditionClause
  readonly unless?: ConditionClause
  readonly as?: { readonly name: QuotedText; readonly span: Span }
  readonly reply?: { readonly status: NumberLiteral; readonly text?: QuotedText; readonly span: Span }
  readonly log?: { readonly level: LogLevel; readonly span: Span }
  readonly burst?: { readonly count: NumberLiteral; readonly span: Span }
  readonly includingRefused?: { readonly span: Span }
  readonly countingReplies?: { readonly statuses: readonly NumberLiteral[]; readonly span: Span }
  readonly replaces?: { readonly name: QuotedText; readonly span: Span }
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface ConditionClause {
  readonly condition: ConditionAst
  readonly span: Span
}

/** `during peak` or a window written in place */
export interface DuringClause {
  readonly window: WindowSet
  readonly span: Span
}

/** What a test looks at: a built-in or declared fact by its name, or one of the three that take an argument. */
export interface FactRef {
  /** `ip`, `peer`, `method`, `host`, `path`, `target`, `agent`, `bot`, `user`, `now`, `header`, `query`, `cookie`, or a declared fact. */
  readonly name: Name
  /** The argument of `header("x")`, `query("x")`, `cookie("x")`. */
  readonly argument?: QuotedText
  readonly span: Span
}

export type ConditionAst =
  | { readonly kind: 'and'; readonly all: readonly ConditionAst[]; readonly span: Span }
  | { readonly kind: 'or'; readonly any: readonly ConditionAst[]; readonly span: Span }
  | { readonly kind: 'not'; readonly condition: ConditionAst; readonly span: Span }
  | { readonly kind: 'anyone'; readonly span: Span }
  | TestAst

/** One test of one fact. Which sets and operators suit which fact is the checker's business. */
export type TestAst =
  /** `ip in …`, `path not in …`, `bot in …`, `user.role in …`, `now in …` */
  | {
      readonly kind: 'in'
      readonly fact: FactRef
      readonly negated: boolean
      readonly set: TestSet
      readonly span: Span
    }
  | {
      readonly kind: 'compare'
      readonly fact: FactRef
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>='
      readonly value: Operand
      readonly span: Span
    }
  | {
      readonly kind: 'match'
      readonly fact: FactRef
      readonly operator: 'contains' | 'starts-with' | 'ends-with'
      readonly value: QuotedText
      readonly span: Span
    }
  | {
      readonly kind: 'is'
      readonly fact: FactRef
      readonly state: 'present' | 'absent' | 'empty' | 'not-empty'
      readonly span: Span
    }
  /** `bot impersonates google` */
  | { readonly kind: 'impersonates'; readonly fact: FactRef; readonly bots: Name; readonly span: Span }
  /** A bare flag. */
  | { readonly kind: 'flag'; readonly fact: FactRef; readonly span: Span }

/** The right side of `in`, before types are known: entries as they were written. `except` is not allowed here. */
export interface TestSet {
  readonly entries: readonly TestSetEntry[]
  /** Behind windows written in place (`now in 04:00-17:00 UTC`), and only there. */
  readonly zone?: Name
  readonly span: Span
}

export type TestSetEntry =
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'address'; readonly text: string; readonly span: Span }
  | { readonly kind: 'range'; readonly first: Name; readonly last: Name; readonly span: Span }
  | { readonly kind: 'pattern'; readonly text: string; readonly span: Span }
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | (WindowEntry & { readonly kind: 'span' })

export type Operand =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'fact'; readonly fact: FactRef; readonly span: Span }
