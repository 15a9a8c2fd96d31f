import type { Markup } from '@tidegate/markup'
import type { Operator } from '../operator/operator.ts'
import type { Person } from './session/sessions.ts'
import type { Trends } from './parts/trends.ts'

/** What views are rendered from. */
export interface Scene {
  readonly operator: Operator
  readonly trends: Trends
  /** Wall-clock time of the rendering. */
  readonly nowMs: number
  readonly person: Person
  readonly query: URLSearchParams
  /** Path and query of the page, to return to after a change. */
  readonly here: string
}

/** A part of a page. It is replaced in the browser whenever its markup changes. */
export interface Part {
  /** Unique on its page. */
  readonly id: string
  readonly markup: Markup
}

/** The contents of a page, below its head. */
export interface View {
  readonly title: string
  /** HTTP status; default 200. */
  readonly status?: number
  readonly parts: readonly Part[]
}

/** Renders a page; `rest` is what follows its path, decoded. */
export type Render = (scene: Scene, rest: string) => View | Promise<View>
