import type { Options } from 'minisearch'

/** The longest query that can be typed or pasted, in characters. */
export const maxQueryLength = 200

/** How sections are indexed and found; the same for the build and for the browser. */
export const searchOptions: Options = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'href', 'excerpt'],
  searchOptions: {
    prefix: true,
    // WHY not for longer words, which may be pasted: the memory for one grows with the square of its length.
    fuzzy: (term) => (term.length > 4 && term.length <= 40 ? 0.2 : false),
    boost: { title: 4, page: 2 },
    combineWith: 'AND',
  },
}
