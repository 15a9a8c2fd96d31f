/**
 * Buckets and calendar periods, in Lua. Their states in a row are
 *
 *     { end, 'g', at, backlog, count }      backlog at an instant, in units of 1/count milliseconds
 *     { end, 'c', start, endMs, taken }     start by the wall clock, its end by the server's; `end` is a period later, so that a
 *                                           wall clock that steps back finds its places still taken
 */
export const buckets = `
function make.g()
local bucket = {}
local function drain(backlog, ms, count) return math.max(0, backlog - math.max(0, ms) * count) end
function bucket.open(c, s)
  c.backlog = 0
  if not s then return end
  -- Until the row was last used the bucket had its former count.
  local at = math.max(s[3], c.row.at)
  c.backlog = math.min(drain(s[4], at - s[3], s[5]), c.burst * c.period)
  c.backlog = drain(c.backlog, c.row.now - at, c.count)
end
function bucket.check(c)
  local excess = c.backlog - math.max(0, c.burst - c.places) * c.period
  return excess > 0 and math.ceil(excess / c.count) or 0
end
function bucket.charge(c) c.backlog = math.min(c.backlog + c.places * c.period, c.burst * c.period) end
function bucket.remaining(c) return math.floor((c.burst * c.period - c.backlog) / c.period) end
function bucket.next(c)
  return math.ceil((c.backlog - (c.burst - bucket.remaining(c) - 1) * c.period) / c.count)
end
function bucket.reset(c) return math.ceil(c.backlog / c.count) end
-- What has drained since the charge is not given back again.
function bucket.refund(c, at)
  local places = math.min(c.places, c.burst)
  c.backlog = math.max(0, c.backlog - drain(places * c.period, c.row.now - at, c.count))
end
function bucket.close(c)
  if c.backlog == 0 then return nil end
  return { c.row.now + math.ceil(c.backlog / c.count), 'g', c.row.now, c.backlog, c.count }
end

return bucket
end

function make.c()
local calendar = {}
function calendar.open(c, s)
  c.from, c.till, c.taken = 0, 0, 0
  if s then c.from, c.till, c.taken = s[3], s[4], math.min(s[5], c.count) end
end
local function isKept(c) return c.taken > 0 and c.start <= c.from end
local function used(c) return isKept(c) and c.taken or 0 end
local function life(c)
  if c.taken > 0 and c.start < c.from then return math.max(c.till - c.row.now, c.ends) end
  return c.ends
end
function calendar.check(c)
  if c.places == 0 or math.min(c.places, c.count) <= c.count - used(c) then return 0 end
  return life(c)
end
function calendar.charge(c)
  local taken, left = used(c), life(c)
  if not isKept(c) then c.from = c.start end
  c.till, c.taken = c.row.now + left, math.min(taken + c.places, c.count)
end
function calendar.remaining(c) return c.count - used(c) end
function calendar.next(c) return life(c) end
function calendar.reset(c) return used(c) == 0 and 0 or life(c) end
function calendar.refund(c)
  if isKept(c) then c.taken = math.max(0, c.taken - c.places) end
end
function calendar.close(c)
  if c.taken == 0 then return nil end
  return { c.till + c.period, 'c', c.from, c.till, c.taken }
end
return calendar
end
`
