/** The longest request head that servers take, in characters. */
export const longestHead = 16_384
