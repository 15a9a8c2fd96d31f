import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

/** Returns what bash offers after these words, the last of which is incomplete. */
async function offered(words: readonly string[]): Promise<readonly string[]> {
  const { out } = await runCommand(['completion', 'bash'], tmpdir())
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-completion-'))
  try {
    writeFileSync(join(folder, 'script'), out)
    writeFileSync(join(folder, 'my site.policy'), '')
    const line = `. ./script; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _tidegate; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' }).trim().split('\n')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('completion', () => {
  it.skipIf(findProgram('bash') === undefined)('offers commands, subcommands, options and values in bash', async () => {
    expect(await offered(['tidegate', 'ch'])).toEqual(['check'])
    expect(await offered(['tidegate', 'import', 'n'])).toContain('nginx')
    expect(await offered(['tidegate', 'check', '--st'])).toEqual(['--strict'])
    expect(await offered(['tidegate', 'check', '--format', 's'])).toEqual(['sarif'])
    expect(await offered(['tidegate', 'import', 'nginx', '--j'])).toEqual(['--json'])
    expect(await offered(['tidegate', 'completion', ''])).toEqual(['bash', 'zsh', 'fish'])
    expect(await offered(['tidegate', ''])).not.toContain('script')
  })

  it.skipIf(findProgram('bash') === undefined)('offers whole file names where files are expected', async () => {
    const files = ['my site.policy', 'script']
    expect((await offered(['tidegate', 'check', ''])).toSorted()).toEqual(files)
    expect(await offered(['tidegate', 'check', 'my'])).toEqual(['my site.policy'])
    expect((await offered(['tidegate', 'explain', '--har', ''])).toSorted()).toEqual(files)
    expect((await offered(['tidegate', 'import', 'nginx', '--output', ''])).toSorted()).toEqual(files)
    expect(await offered(['tidegate', 'check', '--'])).toContain('--fix')
  })

  it('offers files in fish to all commands except those whose arguments are not files', async () => {
    const { out } = await runCommand(['completion', 'fish'], tmpdir())
    const without = out.split('\n').filter((line) => /^complete -c tidegate -f -n '[^']*'( -a '[^']*')?$/.test(line))
    const plain = ['why', ...['list', 'show', 'reset', 'block', 'unblock'].map((verb) => `counters ${verb}`), 'tighten']
    expect(without).toEqual([
      ...plain.map((words) => {
        const seen = words.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`)
        return `complete -c tidegate -f -n '${seen.join('; and ')}'`
      }),
      expect.stringContaining("fetch; and __fish_seen_subcommand_from ranges' -a 'google "),
      "complete -c tidegate -f -n '__fish_seen_subcommand_from lsp'",
      "complete -c tidegate -f -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'",
    ])
  })

  it.each(['bash', 'zsh', 'fish'])('knows every command in %s', async (shell) => {
    const { code, out } = await runCommand(['completion', shell], tmpdir())
    expect(code).toBe(0)
    for (const command of [
      'check',
      'explain',
      'fmt',
      'test',
      'plan',
      'why',
      'counters',
      'tighten',
      'compile',
      'init',
      'import',
      'suggest',
      'doctor',
      'completion',
    ]) {
      expect(out).toContain(command)
    }
  })

  it.each(['bash', 'zsh', 'fish'].filter((shell) => findProgram(shell) !== undefined))(
    'is a script that %s can parse',
    async (shell) => {
      const { out } = await runCommand(['completion', shell], tmpdir())
      const folder = mkdtempSync(join(tmpdir(), 'tidegate-completion-'))
      try {
        writeFileSync(join(folder, 'script'), out)
        expect(execFileSync(shell, ['-n', join(folder, 'script')], { encoding: 'utf8' })).toBe('')
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )

  it('refuses other shells', async () => {
    expect((await runCommand(['completion', 'cmd'], tmpdir())).code).toBe(2)
  })
})
