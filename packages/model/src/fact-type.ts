/** The types that a declared fact can have. */
export const factTypes = ['text', 'number', 'flag', 'ip', 'ips', 'texts'] as const

export type FactType = (typeof factTypes)[number]
