import { createHash } from 'node:crypto'
import { buckets } from './buckets.ts'
import { decide } from './decide.ts'
import { placesAtOnce } from './places-at-once.ts'
import { windows } from './windows.ts'

/** Globals of all parts: the time is that of the server, unless a test passes its own. */
const start = `
local op, floorMs, leaseMs = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local dry = op == 'peek' or op == 'peek-refused'
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
-- Makes a kernel, by its letter.
local make = {}
`

/** The one script of the store, for Redis 5 or later, and Valkey. */
export const script: string = start + windows + buckets + placesAtOnce + decide

/** The name by which servers know the script. */
export const scriptSha: string = createHash('sha1').update(script).digest('hex')
