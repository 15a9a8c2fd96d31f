import type { FactType, Span } from '@tidegate/model'
import type { Name, StringLiteral } from './leaves.ts'
import type { AddressSet, BotSet, PathSet, TextSet, WindowSet } from './sets.ts'

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
  readonly name: StringLiteral
  readonly span: Span
}

/** `include "file.policy"` */
export interface IncludeDeclaration {
  readonly kind: 'include'
  readonly file: StringLiteral
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

/** `bots NAME = … [except …] [from SET]` */
export interface BotsDeclaration {
  readonly kind: 'bots'
  readonly name: Name
  readonly set: BotSet
  readonly span: Span
}

/** `paths NAME = … [except …]` */
export interface PathsDeclaration {
  readonly kind: 'paths'
  readonly name: Name
  readonly set: PathSet
  readonly span: Span
}

/** `texts NAME = "a", "b"`; a name adds another declaration's strings. */
export interface TextsDeclaration {
  readonly kind: 'texts'
  readonly name: Name
  readonly set: TextSet
  readonly span: Span
}

/** `window NAME = … [except …] [zone]` */
export interface WindowDeclaration {
  readonly kind: 'window'
  readonly name: Name
  readonly set: WindowSet
  readonly span: Span
}

/** `import robots "robots.txt" [as r] [enforce rules]` */
export interface ImportDeclaration {
  readonly kind: 'import'
  readonly importer: Name
  readonly file: StringLiteral
  readonly as?: Name
  readonly enforceRules: boolean
  readonly span: Span
}
