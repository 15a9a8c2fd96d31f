import type { FactSpec, Span } from '@tidegate/model'
import type { AddressSet, BotSet, PathSet, TextSet, WindowSet } from '../syntax/ast/sets.ts'
import type { Unit } from './unit.ts'

interface DeclaredBase {
  readonly name: string
  /** The span of the name in its declaration. */
  readonly span: Span
  readonly unit: Unit
}

/** A list of an importer, without the addresses of the root policy's list `protected`. */
interface ImportedAddresses {
  readonly kind: 'imported'
  readonly entries: readonly string[]
  readonly except?: Declared
}

interface ImportedTokens {
  readonly kind: 'imported'
  readonly tokens: readonly string[]
}

/** What a name refers to. */
export type Declared =
  | (DeclaredBase & {
      readonly kind: 'list'
      readonly origin: { readonly kind: 'written'; readonly set: AddressSet } | ImportedAddresses
    })
  | (DeclaredBase & {
      readonly kind: 'bots'
      readonly origin: { readonly kind: 'written'; readonly set: BotSet } | ImportedTokens
    })
  | (DeclaredBase & { readonly kind: 'paths'; readonly set: PathSet })
  | (DeclaredBase & { readonly kind: 'texts'; readonly set: TextSet })
  | (DeclaredBase & { readonly kind: 'window'; readonly set: WindowSet })
  /** A number that an import declares; `value` is undefined if the imported file disables the number. */
  | (DeclaredBase & { readonly kind: 'number'; readonly value: number | undefined })
  | DeclaredFact

/** A fact that the host or a plugin supplies. */
export interface DeclaredFact extends DeclaredBase {
  readonly kind: 'fact'
  readonly spec: FactSpec
  /** Every value that a plugin's text fact can have. */
  readonly values?: readonly string[]
  readonly mayBeUnknown: boolean
}

/** The kinds of what a name refers to. */
export type DeclaredKind = Declared['kind']

const kindWords: Readonly<Record<DeclaredKind, string>> = {
  list: 'a list of addresses',
  bots: 'a set of bots',
  paths: 'a set of paths',
  texts: 'a set of texts',
  window: 'a window',
  number: 'a number',
  fact: 'a fact',
}

/** Returns a kind in words, with its article: "a list of addresses". */
export function wordsOfKind(kind: DeclaredKind): string {
  return kindWords[kind]
}
