export { continentCodes, countryCodes } from './country-codes.ts'
export type { DatabaseFileState } from './database-file.ts'
export { type Geoip, type GeoipOptions, openGeoip } from './open-geoip.ts'
