import type { Expression } from '../draft/expression.ts'
import type { OrderedRules } from '../draft/ordered-rules.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { TextTests } from '../draft/text-tests.ts'
import type { CaddyLine } from './parse-caddyfile.ts'

/** What does not change while a file is imported. */
export interface CaddyContext {
  readonly draft: PolicyDraft
  readonly tests: TextTests
  readonly rules: OrderedRules
  /** Whether the global options say which proxies are trusted, so that the client is not the peer. */
  readonly hasClient: boolean
  /** Writes a comment about something that holds for the whole file, once. */
  readonly once: (key: string, line: number, message: string) => void
}

/** What directives see at some place. */
export interface CaddyScope {
  /** Named matchers, with their `@`. */
  readonly matchers: ReadonlyMap<string, CaddyLine>
  /** The prefix that `handle_path` has stripped. */
  readonly prefix: string
  /** What an earlier directive has changed (`path`, `method`, `header x`), with its name and line. */
  readonly changed: Map<string, string>
  /** The requests that reach the place. */
  readonly region: Expression
}
