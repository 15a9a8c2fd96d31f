export type FactType = 'text' | 'number' | 'flag' | 'ip' | 'ips' | 'texts'
