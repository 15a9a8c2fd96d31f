import type { WindowSpec } from '@tidegate/values'
import type { Span } from '@tidegate/model'

/** A set of bots in the model. */
export interface ResolvedBots {
  /** Index in the model's `botSets`; absent where the set needs itself. */
  readonly index: number | undefined
  /** Whether the set asks for addresses, its own or those of sets in it. */
  readonly verified: boolean
  /** The tokens as they were written in this set; those of sets in it are theirs. */
  readonly tokens: readonly PlacedToken[]
}

export interface PlacedToken {
  readonly text: string
  readonly word: boolean
  readonly span: Span
}

/**
 * A set of paths: what `any` holds, less what `except` holds. Named sets without `except` are merged into `patterns`; one
 * with `except` stands by itself, since its exception reaches only its own patterns.
 */
export interface ResolvedPaths {
  readonly any: PathParts
  readonly except: PathParts
}

export interface PathParts {
  readonly patterns: readonly PlacedPattern[]
  readonly sets: readonly ResolvedPaths[]
}

export interface PlacedPattern {
  /** As it goes into the model: folded unless paths match exactly. */
  readonly text: string
  readonly span: Span
}

/** The strings of a set of texts, each with the place where it was written. */
export interface ResolvedTexts {
  readonly values: readonly PlacedText[]
}

export interface PlacedText {
  readonly text: string
  readonly span: Span
}

/**
 * When a window is open: in any of `any`, and in none of `except`. Spans written in one set are one window of one zone; a
 * named window keeps its own zone and exceptions.
 */
export interface ResolvedWindow {
  readonly any: readonly WindowPart[]
  readonly except: readonly WindowPart[]
}

export type WindowPart =
  | { readonly kind: 'spec'; readonly spec: WindowSpec; readonly name?: string; readonly span: Span }
  | { readonly kind: 'window'; readonly window: ResolvedWindow }
