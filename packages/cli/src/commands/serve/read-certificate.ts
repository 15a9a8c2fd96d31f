import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { CertificateFiles } from '@tidegate/node'
import { CliError } from '../../io.ts'

/** Reads a certificate and its key. Throws a `CliError` if they cannot be read, or do not belong together. */
export async function readCertificate({ certificate, key }: CertificateFiles): Promise<{ cert: string; key: string }> {
  try {
    const [cert, secret] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')])
    // WHY: finds a file without a certificate, and the key of another one, before anything uses it.
    createSecureContext({ cert, key: secret })
    return { cert, key: secret }
  } catch (error) {
    const { message } = error as Error
    throw new CliError(
      `cannot use the certificate \`${certificate}\` with the key \`${key}\`: ${message}`,
      'check `serve.tls` in tidegate.yaml',
    )
  }
}
