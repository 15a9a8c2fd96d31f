/** The types that a declared fact can have. */
export const factTypes = ['text', 'number', 'flag', 'ip', 'ips', 'texts'] as const

/** The type of a declared fact, as policies name it. */
export type FactType = (typeof factTypes)[number]
