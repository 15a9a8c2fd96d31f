// Indices of the rows of a subject that are not in the table.

/** The subject without a key. */
export const totalRow = 0
/** Shared by keys that find no room. */
export const overflowRow = 1
export const blankRow = 2
export const scratchRow = 3
export const joinedRow = 4
/** How many there are. */
export const fixedRows = 5
