/**
 * The beginning of a call, in Lua: reads the rows, and what the charges name in them.
 *
 *     KEYS  rows; leases and extra places of each charge of places at once
 *     ARGV  operation, now (empty: the server's time), shortest expiry, milliseconds of a lease, instant of a refund, milliseconds of a
 *           block by an operator, number of rows, number of charges; for each row the names of states to remove, one per line; 13 fields for
 *           each charge
 *
 * A row is one value: { instant of its last use, name, state, name, state… }. A state starts with the instant after which it is blank. A name is
 * the limit's identity, and what must be the same for counts to carry over. A state { end, 'b' } is a block (`blockMs`), a name that ends in \`!\` an
 * operator's.
 */
export const rows = `
-- The whole script runs for every decision, so only the kernels that it needs are made.
local kernels = {}
local function kernelOf(letter)
  local kernel = kernels[letter]
  if not kernel then
    kernel = make[letter]()
    kernels[letter] = kernel
  end
  return kernel
end

local function readRow(key)
  local raw = redis.call('GET', key)
  local row = { key = key, at = now, now = now, found = raw and true, states = {} }
  if raw then
    local list = cmsgpack.unpack(raw)
    -- Time never decreases within a row: the server's clock may be set back, or a replica with another clock may be promoted.
    row.at = list[1]
    row.now = math.max(now, row.at)
    for i = 2, #list, 2 do row.states[list[i]] = list[i + 1] end
  end
  return row
end

local function writeRow(row)
  local list, till = { row.at }, row.now
  for name, s in pairs(row.states) do
    if s[1] > row.now then
      list[#list + 1] = name
      list[#list + 1] = s
      till = math.max(till, s[1])
    end
  end
  if #list > 1 then
    redis.call('SET', row.key, cmsgpack.pack(list), 'PX', math.max(till - row.now, floorMs))
  elseif row.found then
    redis.call('DEL', row.key)
  end
end

-- Stores what a charge has become in its row: a block, or what its algorithm counts.
local function closeCharge(c)
  if c.blocked > 0 then
    c.row.states[c.name] = { c.row.now + c.blocked, 'b' }
  else
    c.row.states[c.name] = c.kernel.close(c)
  end
end

local rowCount, chargeCount = tonumber(ARGV[7]), tonumber(ARGV[8])
local rows, charges = {}, {}
for i = 1, rowCount do
  rows[i] = readRow(KEYS[i])
  if ARGV[8 + i] ~= '' then
    for name in string.gmatch(ARGV[8 + i], '[^\\n]+') do rows[i].states[name] = nil end
  end
end
local nextKey = rowCount + 1
-- 'peek-refused': as 'peek', for a request that a limit in another slot refuses.
local chargeOp = op == 'consume' or dry
local operatorBlocks = false

local function blockLeft(c)
  local s = c.row.states[c.name]
  if not s or s[2] ~= 'b' then return 0 end
  -- A block that a reload made shorter, or ended, is cut when the row is next used.
  return math.max(0, c.row.at + math.min(s[1] - c.row.at, c.block) - c.row.now)
end

for i = 1, chargeCount do
  local p = 8 + rowCount + (i - 1) * 13
  local shadow, later, refused = string.byte(ARGV[p + 9], 1, 3)
  local c = {
    row = rows[tonumber(ARGV[p + 1])],
    kernel = kernelOf(ARGV[p + 3]),
    count = tonumber(ARGV[p + 5]),
    period = tonumber(ARGV[p + 6]),
    burst = tonumber(ARGV[p + 7]),
    block = tonumber(ARGV[p + 8]),
    shadow = shadow == 115,
    later = later == 99,
    refused = refused == 114,
    places = tonumber(ARGV[p + 10]),
    start = tonumber(ARGV[p + 11]),
    ends = tonumber(ARGV[p + 12]),
    lease = ARGV[p + 13],
    name = ARGV[p + 2] .. ARGV[p + 4],
    operator = ARGV[p + 2] .. '!',
    isAtOnce = ARGV[p + 3] == 'o',
    blocked = 0,
    operatorLeft = 0,
    wait = 0,
  }
  if c.isAtOnce then
    c.leases, c.extra = KEYS[nextKey], KEYS[nextKey + 1]
    nextKey = nextKey + 2
  end
  c.blocked = blockLeft(c)
  local s = c.row.states[c.name]
  c.kernel.open(c, s and s[2] ~= 'b' and s or nil)
  c.wait = c.blocked > 0 and c.blocked or c.kernel.check(c)
  local o = c.row.states[c.operator]
  if o and not c.shadow and chargeOp then
    c.operatorLeft = math.max(0, o[1] - c.row.now)
    if c.operatorLeft > 0 then operatorBlocks = true end
  end
  charges[i] = c
end
`
