/** Maximum length of a request head that servers accept, in characters. */
export const maxHeadLength = 16_384
