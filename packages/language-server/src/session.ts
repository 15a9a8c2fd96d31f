import type { Connection, TextDocuments } from 'vscode-languageserver/node'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { ReplayedRules } from '@tidegate/language-features'
import type { Opened, Projects } from './projects.ts'
import type { ServerOptions, ServerTools } from './tools.ts'

/** What the handlers of a session share. */
export interface Session {
  readonly connection: Connection
  readonly documents: TextDocuments<TextDocument>
  readonly tools: ServerTools
  readonly projects: Projects
  readonly options: () => ServerOptions
  /** What `tidegate replay` found, by the path of the root policy. */
  readonly replayed: Map<string, ReplayedRules>
  /** Returns the policy of a document; undefined for tests, the configuration, and what cannot be read. */
  readonly openedOf: (uri: string) => Opened | undefined
  /** Returns the URI of a path, as the client writes it if the file is open. */
  readonly uriOf: (path: string) => string
}
