/**
 * One call of a store, in Lua: after `rows`: checks all charges, makes those that are due, and writes the rows.
 *
 * Returns, for each charge, whether it was admitted, what remains, three delays and whether it is blocked, after whether all were admitted and the time
 * of the first row.
 */
export const decide = `local function blank(c)
  c.blocked = 0
  if not c.isAtOnce then c.kernel.open(c, nil) end
end

local function startBlock(c)
  blank(c)
  c.blocked = c.block
end

local out = {}
-- Appends the reading of a charge to the reply.
local function reading(c, wait)
  local at, left, k = #out, c.blocked, c.kernel
  if left > 0 then
    left = math.max(left, c.operatorLeft)
    out[at + 1], out[at + 2], out[at + 6] = c.wait == 0 and 1 or 0, 0, 1
    out[at + 3], out[at + 4], out[at + 5] = left, left, left
    return
  end
  left = c.operatorLeft
  if left > 0 then
    out[at + 1], out[at + 2], out[at + 6] = 0, 0, 1
    out[at + 3], out[at + 4], out[at + 5] = math.max(wait, left), math.max(k.next(c), left), math.max(k.reset(c), left)
    return
  end
  out[at + 1], out[at + 2], out[at + 3] = c.wait == 0 and 1 or 0, k.remaining(c), wait
  out[at + 4], out[at + 5], out[at + 6] = k.next(c), k.reset(c), 0
end

local function take(c, admitted)
  local hasQuota = c.wait == 0
  if not hasQuota and c.block > 0 and not operatorBlocks then
    local begins = not c.later
    if c.blocked > 0 then begins = c.refused end
    if begins then startBlock(c) end
    if c.blocked > 0 then return reading(c, c.blocked) end
  end
  local due = false
  if not operatorBlocks and not c.later then
    local includes = c.refused and not c.isAtOnce
    due = (admitted and (hasQuota or not c.shadow)) or includes
  end
  if due and c.blocked == 0 and c.places > 0 then c.kernel.charge(c) end
  local wait = c.wait
  if admitted and hasQuota then wait = 0 elseif due then wait = c.kernel.check(c) end
  return reading(c, wait)
end

local function close()
  for _, c in ipairs(charges) do closeCharge(c) end
  for _, row in ipairs(rows) do
    row.at = row.now
    writeRow(row)
  end
end

if chargeOp then
  local admitted = not operatorBlocks and op ~= 'peek-refused'
  for _, c in ipairs(charges) do
    if c.wait > 0 and not c.shadow then admitted = false end
  end
  out[1], out[2] = admitted and 1 or 0, rows[1].now
  for _, c in ipairs(charges) do
    take(c, admitted)
  end
  if not dry and not operatorBlocks then close() end
elseif op == 'settle' then
  for _, c in ipairs(charges) do
    if c.places > 0 and not c.isAtOnce and c.blocked == 0 then
      c.kernel.charge(c)
      if c.block > 0 and c.kernel.remaining(c) == 0 then startBlock(c) end
    end
  end
  close()
elseif op == 'refund' then
  out[1], out[2] = 0, rows[1].now
  for _, c in ipairs(charges) do
    -- The limit admitted the request, although its last places may have been those that are given back.
    c.wait = 0
    local wait = 0
    if c.refused and not c.isAtOnce then
      wait = c.kernel.check(c)
    elseif c.blocked == 0 then
      c.kernel.refund(c, tonumber(ARGV[5]))
    end
    reading(c, wait)
  end
  close()
elseif op == 'reset' then
  for _, c in ipairs(charges) do
    blank(c)
    c.row.states[c.operator] = nil
  end
  close()
elseif op == 'block' then
  local forMs = tonumber(ARGV[6])
  for _, c in ipairs(charges) do
    c.row.states[c.operator] = forMs > 0 and { c.row.now + forMs } or nil
  end
  for _, row in ipairs(rows) do writeRow(row) end
elseif op == 'release' or op == 'renew' then
  for _, c in ipairs(charges) do
    if c.isAtOnce then c.kernel[op](c) end
  end
end
return out
`
