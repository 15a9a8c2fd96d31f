import type { Condition } from '../draft/condition.ts'
import type { KnownPatterns } from '../draft/known-patterns.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** Directives with the requests to which they apply. */
export interface Section {
  readonly directives: readonly ApacheDirective[]
  /** The line that opens the section; undefined for the whole file. */
  readonly opening: ApacheDirective | undefined
  /** The virtual host that contains the section. */
  readonly host: ApacheDirective | undefined
  readonly hostRegion: Condition
  /** Path patterns: one pattern of each list must match. */
  readonly paths: readonly KnownPatterns[]
  /** The conditions that must also be true. */
  readonly also: Condition
  /** To which paths rewrite rules are compared: whole ones, those below a folder (which ends with a slash), or ones that are unknown. */
  readonly rewrites: 'whole' | 'unknown' | { readonly below: string }
  /** The position in which httpd merges the section: directories by their depth, then files, then locations, then `<If>`. */
  readonly rank: readonly [number, number]
}
