import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePorts, runServer } from '@tidegate/test-support'
import { chromium, type Page } from 'playwright-core'

/** VS Code with the extension, in a browser. */
export interface CodeServer {
  readonly page: Page
  readonly close: () => Promise<void>
}

/** What to start: the programs, the extension, and the files of the workspace. */
export interface CodeServerRun {
  readonly codeServer: string
  readonly chromium: string
  readonly vsix: string
  readonly files: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, unknown>>
}

/** Settings that keep everything that is not the extension out of sight. */
const quiet: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'editor.minimap.enabled': false,
  'workbench.editor.useModal': 'off',
  'editor.occurrencesHighlight': 'off',
  'extensions.autoCheckUpdates': false,
  'security.workspace.trust.startupPrompt': 'never',
}

/** Installs the extension in a code-server of its own, starts it on loopback, and opens a workspace in it, which is not trusted yet. */
export async function openCodeServer(run: CodeServerRun): Promise<CodeServer> {
  const scratch = mkdtempSync(join(tmpdir(), 'tidegate-code-'))
  const workspace = join(scratch, 'shop')
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  write(join(scratch, 'data/User/settings.json'), JSON.stringify({ ...quiet, ...run.settings }))
  for (const [name, text] of Object.entries(run.files)) write(join(workspace, name), text)
  const [port] = (await freePorts(1)) as [number]
  const folders = ['--user-data-dir', join(scratch, 'data'), '--extensions-dir', join(scratch, 'extensions')]
  const own = [...folders, '--config', join(scratch, 'config.yaml')]
  execFileSync(run.codeServer, [...own, '--install-extension', run.vsix], { stdio: 'pipe' })
  const quietly = ['--auth', 'none', '--disable-telemetry', '--disable-update-check']
  const server = await runServer({
    path: run.codeServer,
    args: [...own, ...quietly, '--bind-addr', `127.0.0.1:${port}`],
    port,
  })
  try {
    const browser = await chromium.launch({ executablePath: run.chromium, args: ['--no-sandbox', '--disable-gpu'] })
    const page = await browser.newPage({ viewport: { width: 1180, height: 640 } })
    page.setDefaultTimeout(30_000)
    await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`)
    return {
      page,
      close: async () => {
        await browser.close()
        await server.stop()
        rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}
