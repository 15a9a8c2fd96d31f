import { buckets } from './buckets.ts'
import { decide } from './decide.ts'
import { join } from './join.ts'
import { nameScript, type Script } from './name-script.ts'
import { placesAtOnce } from './places-at-once.ts'
import { rows } from './rows.ts'
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

/** What both scripts begin with. */
const kernels = start + windows + buckets + placesAtOnce + rows

/** The one script that decides, for Redis 5 or later, and Valkey. */
export const decideScript: Script = nameScript(kernels + decide)

/** The script that joins counts of another store to rows. */
export const joinScript: Script = nameScript(kernels + join)
