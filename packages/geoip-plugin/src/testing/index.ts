export type { MmdbValue } from './encode-mmdb-value.ts'
export { type MmdbContent, writeMmdb } from './write-mmdb.ts'
