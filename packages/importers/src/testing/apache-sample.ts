/** A configuration as people write it, in our words, and where it applies. */
export interface ApacheSample {
  readonly name: string
  /** Directives of a virtual host (`${ROOT}` is the document root), or an `.htaccess` if `at` is its folder. */
  readonly text: string
  readonly at?: string
  /** Files of the site in addition to those that every site has. */
  readonly files?: readonly string[]
  /** Targets to ask for; each is asked for with every agent and address below. */
  readonly targets: readonly string[]
}
