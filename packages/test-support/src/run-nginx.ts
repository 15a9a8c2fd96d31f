import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runServer, type RunningServer } from './run-server.ts'

/** How to run nginx: the program, a folder for all its files, the content of its block `http`, and a port on which that listens. */
export interface NginxRun {
  readonly path: string
  readonly folder: string
  readonly http: string
  readonly port: number
}

/**
 * Starts nginx with one worker, and waits until it accepts connections on `port`. Relative names of files in `http` are in `folder`. Rejects as
 * `runServer` does.
 */
export function runNginx({ path, folder, http, port }: NginxRun): Promise<RunningServer> {
  mkdirSync(folder, { recursive: true })
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${join(folder, kind)};\n`,
  )
  const file = join(folder, 'nginx-main.conf')
  const log = join(folder, 'error.log')
  // WHY `user root`: started by root, the worker would otherwise be another user, who cannot read the folder.
  writeFileSync(
    file,
    `daemon off;
user root;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log ${log};
events {}
http {
  access_log off;
${temporary.join('')}
${http}
}
`,
  )
  return runServer({ path, args: ['-p', folder, '-c', file, '-e', log], port })
}
