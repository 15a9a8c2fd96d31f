import type { Logger } from '@tidegate/engine'
import type { AdminToken } from '@tidegate/node'
import type { Certificate } from '../listeners/certificate.ts'
import type { Listening } from '../listeners/listening.ts'
import type { AdminTokens } from './tokens.ts'

/** Reads them from their files. */
export interface SecretReaders {
  readonly certificate?: () => Promise<Certificate>
  readonly adminTokens?: () => Promise<readonly AdminToken[]>
}

/** Where the certificate and the tokens of a gateway are in use. */
export interface SecretsInUse {
  readonly servers: readonly Listening[]
  readonly tokens: AdminTokens
  readonly logger: Logger
}

/** Reads the certificate and the tokens of the admin listener again. What cannot be read is reported in the log, and the present ones stay in use. */
export async function renewSecrets(
  { certificate, adminTokens }: SecretReaders,
  { servers, tokens, logger }: SecretsInUse,
): Promise<void> {
  try {
    const renewed = await certificate?.()
    if (renewed !== undefined)
      for (const { server } of servers) if ('setSecureContext' in server) server.setSecureContext(renewed)
  } catch (error) {
    logger.error({ error: String(error) }, 'the certificate cannot be read: the present one stays in use')
  }
  try {
    const renewed = await adminTokens?.()
    if (renewed !== undefined) tokens.replace(renewed)
  } catch (error) {
    logger.error({ error: String(error) }, 'the tokens cannot be read: the present ones stay in use')
  }
}
