/** The published list from which the entries were made. */
export interface CatalogSource {
  readonly name: string
  readonly version: string
  /** The SPDX identifier. */
  readonly license: string
  readonly url: string
}
