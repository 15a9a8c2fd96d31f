import type { ApacheDirective } from './parse-apache.ts'
import type { ApacheReading } from './reading.ts'

const ofServers = new Set(
  (
    'virtualhost directory directorymatch location locationmatch servername serveralias documentroot listen loadmodule alias aliasmatch ' +
    'scriptalias scriptaliasmatch serverroot user group errorlog customlog proxypass proxypassmatch proxypreservehost pidfile ' +
    'sslengine sslcertificatefile accessfilename serveradmin remoteipheader'
  ).split(' '),
)

const ofFolders = /^(?:require(?:all|any|none)?|order|allow|deny|satisfy|rewritebase|limit|limitexcept)$/

/**
 * Returns the folder to which a file applies, with a slash at both ends, or undefined for the configuration of a server. `at` is the folder
 * that the user named; without it, a file that may be an `.htaccess` is taken for that of the top folder, and a note says so.
 */
export function folderOf(
  directives: readonly ApacheDirective[],
  file: string,
  at: string | undefined,
  reading: ApacheReading,
): string | undefined {
  if (at !== undefined) return `/${at}/`.replaceAll(/\/{2,}/g, '/')
  const inFolder = directives.find(({ name }) => ofFolders.test(name))
  const inServer = directives.some(({ name }) => ofServers.has(name))
  if (inServer) {
    if (inFolder !== undefined)
      reading.note(
        inFolder,
        'httpd accepts access rules only in a section or an .htaccess: they are read as rules of the whole site',
      )
    return undefined
  }
  if (inFolder === undefined && /\.conf$/i.test(file)) return undefined
  reading.note(
    { line: 1 },
    'read as if it were in the top folder of the site; for an .htaccess of another folder, add --at /FOLDER/',
  )
  return '/'
}
