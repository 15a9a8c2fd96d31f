import type { Options } from 'minisearch'

/** How sections are indexed and found; the same for the build and for the browser. */
export const searchOptions: Options = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'href', 'excerpt'],
  searchOptions: {
    prefix: true,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    boost: { title: 4, page: 2 },
    combineWith: 'AND',
  },
}
