import type { WindowSpec } from '@tidegate/values'
import type { Span } from '@tidegate/model'

/** A set of bots in the model. */
export interface ResolvedBots {
  /** Index in the model's `botSets`; undefined if the set is circular. */
  readonly index: number | undefined
  /** Whether the set, or a set in it, verifies addresses with `from`. */
  readonly verified: boolean
  /** The tokens written in this set, without those of sets in it. */
  readonly tokens: readonly PlacedToken[]
  /** The tokens written after `except`. */
  readonly except: readonly PlacedToken[]
}

export interface PlacedToken {
  readonly text: string
  readonly word: boolean
  readonly span: Span
}

/**
 * The content of a set of paths: the paths in `any`, except those in `except`. Named sets without `except` are merged into
 * `patterns`; a set with `except` is kept separate, because its exceptions apply only to its own patterns.
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
  /** The pattern as in the model: folded unless paths match exactly. */
  readonly text: string
  readonly span: Span
}

/** The strings of a set of texts, each with its position in the source. */
export interface ResolvedTexts {
  readonly values: readonly PlacedText[]
}

export interface PlacedText {
  readonly text: string
  readonly span: Span
}

/**
 * The content of a window, which is open when at least one part in `any` is open and none in `except` is. Spans written in one
 * set form one window in one time zone; a named window keeps its own zone and exceptions.
 */
export interface ResolvedWindow {
  readonly any: readonly WindowPart[]
  readonly except: readonly WindowPart[]
}

export type WindowPart =
  | { readonly kind: 'spec'; readonly spec: WindowSpec; readonly name?: string; readonly span: Span }
  | { readonly kind: 'window'; readonly window: ResolvedWindow }
