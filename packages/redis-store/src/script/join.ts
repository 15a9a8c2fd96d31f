/**
 * Joins what another store has counted to rows, in Lua, after `rows`: each counter becomes as strict as the stricter one of both, as where rows of
 * memory are joined. The arguments after those of the charges are, for each charge, what is joined: a letter and numbers, separated by spaces, in terms that do not
 * depend on a clock; and the milliseconds for which an operator blocks it, 0 if none does.
 *
 *     w age places age places…   places by their age, newest first
 *     g backlog                  places that have not drained yet, times the period
 *     c start left taken         a calendar period: start by the wall clock, milliseconds to its end
 *     b left                     a block
 */
export const join = `
local pour, merge = {}, {}
function pour.w(c, v)
  if c.kernel == kernels.l then
    for i = 2, #v, 2 do
      for _ = 1, math.min(v[i], c.count - #c.times) do
        if v[i - 1] < c.period then c.times[#c.times + 1] = c.row.now - v[i - 1] end
      end
    end
  else
    for i = 2, #v, 2 do
      local t = c.row.now - v[i - 1]
      local k = subPeriod(t, c)
      c.cells[k] = (c.cells[k] or 0) + v[i]
      c.newest, c.oldest = c.newest or t, k
    end
    trimRing(c)
  end
end
function pour.g(c, v) c.backlog = math.min(v[1], c.burst * c.period) end
function pour.c(c, v) c.from, c.till, c.taken = v[1], c.row.now + v[2], math.min(v[3], c.count) end

function merge.l(c, d)
  for i = 1, math.max(#c.times, #d.times) do c.times[i] = math.max(c.times[i] or -math.huge, d.times[i] or -math.huge) end
end
function merge.r(c, d)
  local k, cells, total, own, other, oldest = subPeriod(c.row.now, c), {}, 0, 0, 0, nil
  for j = k, k - 32, -1 do
    own, other = own + (c.cells[j] or 0), other + (d.cells[j] or 0)
    local n = math.max(own, other) - total
    if n > 0 then cells[j], total, oldest = n, total + n, j end
  end
  if d.total > 0 and (c.total == 0 or d.newest > c.newest) then c.newest = d.newest end
  c.cells, c.total, c.oldest = cells, total, oldest
end
function merge.g(c, d) c.backlog = math.max(c.backlog, d.backlog) end
function merge.c(c, d)
  if d.taken == 0 or (c.taken > 0 and d.from < c.from) then return end
  if c.taken == 0 or d.from > c.from then
    c.from, c.till, c.taken = d.from, d.till, d.taken
  else
    c.till, c.taken = math.max(c.till, d.till), math.max(c.taken, d.taken)
  end
end

local joinedAt = 8 + rowCount + chargeCount * 13
for i, c in ipairs(charges) do
  local kind, list = string.match(ARGV[joinedAt + i * 2 - 1], '^(%a?) ?(.*)$')
  local v = {}
  for number in string.gmatch(list, '%S+') do v[#v + 1] = tonumber(number) end
  if kind == 'b' then
    c.blocked = math.max(c.blocked, math.min(v[1], c.block))
  elseif kind ~= '' then
    local d = {}
    for name, value in pairs(c) do d[name] = value end
    d.kernel.open(d, nil)
    pour[kind](d, v)
    merge[ARGV[8 + rowCount + (i - 1) * 13 + 3]](c, d)
  end
  if not c.isAtOnce then closeCharge(c) end
  local left = tonumber(ARGV[joinedAt + i * 2])
  local o = c.row.states[c.operator]
  if left > 0 and not (o and o[1] > c.row.now + left) then c.row.states[c.operator] = { c.row.now + left } end
end
for _, row in ipairs(rows) do
  row.at = row.now
  writeRow(row)
end
return {}
`
