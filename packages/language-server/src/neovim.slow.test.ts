import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { bundleCli, findProgram, readBlock } from '@tidegate/test-support'
import { expect, it } from 'vitest'

const nvim = findProgram('nvim')
const page = readFileSync(new URL('../../../docs/editors/neovim.md', import.meta.url), 'utf8')

/** Waits for diagnostics, fixes the error in the buffer without saving it, waits again, and asks for a hover. */
const session = `
local function codes()
  return table.concat(vim.tbl_map(function(each) return tostring(each.code) end, vim.diagnostic.get(0)), ' ')
end
vim.wait(20000, function() return codes() ~= '' end, 20)
local out = { codes() }
vim.api.nvim_buf_set_lines(0, 1, 2, false, { 'block ip in office' })
vim.wait(20000, function() return codes() == '' end, 20)
table.insert(out, codes() == '' and 'clean' or codes())
local params = vim.lsp.util.make_position_params()
params.position = { line = 1, character = 14 }
for _, each in pairs(vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 20000)) do
  table.insert(out, each.result.contents.value)
end
vim.fn.writefile(vim.split(table.concat(out, '\\n'), '\\n'), 'out.txt')
vim.cmd('qa!')
`

it.skipIf(nvim === undefined)('the page about Neovim works as written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-nvim-'))
  try {
    writeFileSync(join(folder, 'tidegate'), `#!/bin/sh\nexec "${process.execPath}" "${bundleCli().main}" "$@"\n`)
    chmodSync(join(folder, 'tidegate'), 0o755)
    writeFileSync(join(folder, 'init.lua'), readBlock(page, 'lua'))
    writeFileSync(join(folder, 'session.lua'), session)
    writeFileSync(join(folder, 'site.policy'), 'list office = 203.0.113.0/24\nblock ip in ofice\n')
    execFileSync(nvim!, ['--headless', '-n', '-u', 'init.lua', 'site.policy', '-c', 'luafile session.lua'], {
      cwd: folder,
      env: { ...process.env, HOME: folder, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 50_000,
    })
    const lines = readFileSync(join(folder, 'out.txt'), 'utf8').split('\n')
    expect(lines.slice(0, 2)).toEqual(['TG201', 'clean'])
    expect(lines.join('\n')).toContain('256 addresses in 1 network')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
