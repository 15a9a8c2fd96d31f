/**
 * Sliding periods, in Lua: `log` and `ring`. In memory their state is a list of instants, or a table of counts by sub-period; in a row it is
 *
 *     { end, 'l', age, age… }      ages of the places, newest first, relative to the newest; `end` is one period after the newest
 *     { end, 'r', count, count… }  counts of the sub-periods (1/32 of the period), from that of the newest place backwards
 */
export const windows = `
local function subPeriod(t, c) return math.floor(t * 32 / c.period) end

local function logOf(s, c, at, max)
  local newest, times = s[1] - c.period, {}
  for i = 3, #s do
    local t = newest - s[i]
    if at - t >= c.period or #times == max then break end
    times[#times + 1] = t
  end
  return times
end

-- Empties sub-periods that are out, and keeps the newest places up to the count.
local function trimRing(c)
  local now, cells, total, oldest = c.row.now, {}, 0, nil
  if c.newest and now - c.newest < c.period then
    for j = subPeriod(c.newest, c), math.max(subPeriod(now, c) - 32, c.oldest), -1 do
      local n = math.min(c.cells[j] or 0, c.count - total)
      if n > 0 then cells[j], total, oldest = n, total + n, j end
    end
  end
  c.cells, c.total, c.oldest = cells, total, oldest
end

local function ringOf(s, c)
  local newest = s[1] - c.period
  local k, cells = subPeriod(newest, c), {}
  for i = 3, #s do cells[k - i + 3] = s[i] end
  return cells, newest, k - #s + 3
end

function make.l()
local log = {}
function log.open(c, s)
  c.times = {}
  if not s then return end
  if s[2] == 'l' then c.times = logOf(s, c, c.row.now, c.count) return end
  -- A place of a ring counts as taken in the last millisecond of its sub-period, but not after the newest.
  local cells, newest = ringOf(s, c)
  for k = subPeriod(newest, c), subPeriod(newest, c) - 32, -1 do
    local t = math.min(newest, math.ceil((k + 1) * c.period / 32) - 1)
    for _ = 1, cells[k] or 0 do
      if #c.times < c.count and c.row.now - t < c.period then c.times[#c.times + 1] = t end
    end
  end
end
function log.check(c)
  if c.places == 0 then return 0 end
  local t = c.times[c.count - math.min(c.places, c.count) + 1]
  return t and t + c.period - c.row.now or 0
end
function log.charge(c)
  local times, taken = {}, math.min(c.places, c.count)
  for i = 1, taken do times[i] = c.row.now end
  for i = 1, math.min(#c.times, c.count - taken) do times[taken + i] = c.times[i] end
  c.times = times
end
function log.remaining(c) return c.count - #c.times end
function log.next(c)
  if #c.times == 0 then return c.period end
  return c.times[#c.times] + c.period - c.row.now
end
function log.reset(c) return c.times[1] and c.times[1] + c.period - c.row.now or 0 end
function log.refund(c, at)
  local times, left = {}, c.places
  for _, t in ipairs(c.times) do
    if t == at and left > 0 then left = left - 1 else times[#times + 1] = t end
  end
  c.times = times
end
function log.close(c)
  local newest = c.times[1]
  if not newest then return nil end
  local s = { newest + c.period, 'l' }
  for i, t in ipairs(c.times) do s[i + 2] = newest - t end
  return s
end

return log
end

function make.r()
local ring = {}
function ring.open(c, s)
  c.cells, c.newest = {}, nil
  if s and s[2] == 'r' then
    c.cells, c.newest, c.oldest = ringOf(s, c)
  elseif s then
    for _, t in ipairs(logOf(s, c, c.row.at, c.count)) do
      local k = subPeriod(t, c)
      c.cells[k] = (c.cells[k] or 0) + 1
      c.newest, c.oldest = c.newest or t, k
    end
  end
  trimRing(c)
end
local function untilFreed(c, places)
  local k, freed = math.max(subPeriod(c.row.now, c) - 32, c.oldest), 0
  while true do
    freed = freed + (c.cells[k] or 0)
    if freed >= places then break end
    k = k + 1
  end
  return math.min(math.ceil((k + 33) * c.period / 32), c.newest + c.period) - c.row.now
end
function ring.check(c)
  local excess = c.total + math.min(c.places, c.count) - c.count
  return excess > 0 and untilFreed(c, excess) or 0
end
function ring.charge(c)
  local k = subPeriod(c.row.now, c)
  local taken = math.min(c.places, c.count)
  local excess = c.total + taken - c.count
  for j = k - 32, k do
    if excess <= 0 then break end
    local n = math.min(excess, c.cells[j] or 0)
    if n > 0 then c.cells[j], excess, c.total = c.cells[j] - n, excess - n, c.total - n end
  end
  c.cells[k] = (c.cells[k] or 0) + taken
  c.total, c.newest, c.oldest = c.total + taken, c.row.now, c.oldest or k
end
function ring.remaining(c) return c.count - c.total end
function ring.next(c) return c.total == 0 and c.period or untilFreed(c, 1) end
function ring.reset(c) return c.total == 0 and 0 or c.newest + c.period - c.row.now end
function ring.refund(c, at)
  local k = subPeriod(at, c)
  local n = math.min(c.places, c.cells[k] or 0)
  if n > 0 then c.cells[k], c.total = c.cells[k] - n, c.total - n end
end
function ring.close(c)
  if c.total == 0 then return nil end
  local s, left, k = { c.newest + c.period, 'r' }, c.total, subPeriod(c.newest, c)
  while left > 0 do
    local n = c.cells[k] or 0
    s[#s + 1], left, k = n, left - n, k - 1
  end
  return s
end
return ring
end
`
