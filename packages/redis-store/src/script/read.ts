import { nameScript, type Script } from './name-script.ts'

/** Reads whole rows, in Lua: the server's time, then for each key a list of the row's instant and of names and states; a state is numbers and letters, separated by spaces. */
const text = `
local time = redis.call('TIME')
local function shown(v) return type(v) == 'number' and string.format('%.17g', v) or tostring(v) end
local out = { shown(time[1] * 1000 + math.floor(time[2] / 1000)) }
for i, key in ipairs(KEYS) do
  local raw = redis.call('GET', key)
  local row = {}
  if raw then
    local list = cmsgpack.unpack(raw)
    row[1] = shown(list[1])
    for j = 2, #list, 2 do
      local state = {}
      for k, v in ipairs(list[j + 1]) do state[k] = shown(v) end
      row[#row + 1] = list[j]
      row[#row + 1] = table.concat(state, ' ')
    end
  end
  out[i + 1] = row
end
return out
`

/** The script that reads whole rows, and the name by which servers know it. */
export const readScript: Script = nameScript(text)
