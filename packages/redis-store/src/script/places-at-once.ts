/**
 * Places at once, in Lua. They are not in the row: a sorted set contains the leases by the time at which they expire, and a hash what a lease holds in
 * addition to one place (with the sum under the empty name), so that work does not grow with the requests in progress.
 */
export const placesAtOnce = `
function make.o()
local atOnce = {}
local retryMs = 1000
-- At most so many expired leases are removed by one call; others still count.
local maxExpired = 100
local function extraOf(c, lease) return tonumber(redis.call('HGET', c.extra, lease) or 0) end
local function dropLease(c, lease)
  local extra = extraOf(c, lease)
  redis.call('ZREM', c.leases, lease)
  if extra > 0 then
    redis.call('HDEL', c.extra, lease)
    redis.call('HINCRBY', c.extra, '', -extra)
  end
end
function atOnce.open(c)
  local expired = redis.call('ZRANGEBYSCORE', c.leases, '-inf', now, 'LIMIT', 0, maxExpired)
  c.held = redis.call('ZCARD', c.leases) + extraOf(c, '')
  for _, lease in ipairs(expired) do
    c.held = c.held - 1 - extraOf(c, lease)
    if not dry then dropLease(c, lease) end
  end
  c.own = 0
  if c.lease ~= '~' and c.lease ~= '' and redis.call('ZSCORE', c.leases, c.lease) then
    c.own = 1 + extraOf(c, c.lease)
  end
end
function atOnce.check(c)
  if c.places == 0 then return 0 end
  return math.min(c.places, c.count) <= c.count - (c.held - c.own) and 0 or retryMs
end
local function keepLeases(c)
  redis.call('PEXPIRE', c.leases, math.max(leaseMs, floorMs))
  redis.call('PEXPIRE', c.extra, math.max(leaseMs, floorMs))
end
function atOnce.charge(c)
  if c.own > 0 then return end
  local places = math.min(c.places, c.count)
  c.held, c.own = c.held + places, places
  if dry then return end
  local added = redis.call('ZADD', c.leases, now + leaseMs, c.lease)
  local extra = added == 1 and places - 1 or places
  if extra > 0 then
    redis.call('HINCRBY', c.extra, c.lease, extra)
    redis.call('HINCRBY', c.extra, '', extra)
  end
  keepLeases(c)
end
function atOnce.remaining(c) return math.max(0, c.count - c.held) end
function atOnce.next() return retryMs end
function atOnce.reset(c) return c.held == 0 and 0 or retryMs end
function atOnce.close() return nil end
-- A charge without a lease ('~') gives back as many places as it says.
function atOnce.release(c)
  if not redis.call('ZSCORE', c.leases, c.lease) then return end
  local places = math.min(c.places, c.count)
  local extra = extraOf(c, c.lease)
  if c.lease == '~' and places <= extra then
    redis.call('HINCRBY', c.extra, c.lease, -places)
    redis.call('HINCRBY', c.extra, '', -places)
    c.held = c.held - places
  else
    dropLease(c, c.lease)
    c.held = c.held - 1 - extra
  end
end
function atOnce.refund(c) atOnce.release(c) end
function atOnce.renew(c)
  if not redis.call('ZSCORE', c.leases, c.lease) then return end
  redis.call('ZADD', c.leases, 'XX', now + leaseMs, c.lease)
  keepLeases(c)
end
return atOnce
end
`
