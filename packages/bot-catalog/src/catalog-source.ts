/** The published list that the entries were made from. */
export interface CatalogSource {
  readonly name: string
  readonly version: string
  /** SPDX identifier. */
  readonly license: string
  readonly url: string
}
