import { describe, expect, it } from 'vitest'
import { type ServerChoice, serverProgram } from './server-program.ts'

const choice: ServerChoice = {
  path: '',
  folder: '/site',
  extension: '/ext',
  execPath: '/opt/editor',
  platform: 'linux',
}

describe('the program that serves the editor', () => {
  it('is the one in the extension, run by the editor as Node.js', () => {
    expect(serverProgram(choice)).toEqual({
      command: '/opt/editor',
      args: ['/ext/dist/tidegate/bundle/main.js', 'lsp', '--stdio'],
      env: { ELECTRON_RUN_AS_NODE: '1' },
      shell: false,
    })
  })

  it.each([
    ['tidegate', 'tidegate'],
    ['/usr/bin/tidegate', '/usr/bin/tidegate'],
    ['node_modules/.bin/tidegate', '/site/node_modules/.bin/tidegate'],
  ])('is `%s` if the settings say so', (path, command) => {
    expect(serverProgram({ ...choice, path })).toMatchObject({
      command,
      args: ['lsp', '--stdio'],
      env: {},
      shell: false,
    })
  })

  it('is run as a module if the settings name one', () => {
    const { command, args } = serverProgram({ ...choice, path: 'packages/cli/main.js' })
    expect([command, ...args]).toEqual(['/opt/editor', '/site/packages/cli/main.js', 'lsp', '--stdio'])
  })

  it('is started by a shell on Windows, where npm installs commands as `.cmd` files', () => {
    const windows = { ...choice, platform: 'win32' } as const
    expect(serverProgram({ ...windows, path: 'tidegate' })).toMatchObject({ command: '"tidegate"', shell: true })
    expect(serverProgram({ ...windows, path: 'tidegate.exe' })).toMatchObject({ shell: false })
    expect(serverProgram(windows)).toMatchObject({ shell: false })
  })
})
