import type { Reader } from './reader.ts'
import { cookieReaders } from './readers/cookies.ts'
import { headerReaders } from './readers/headers.ts'
import { hostReaders } from './readers/hosts.ts'
import { pathReaders } from './readers/paths.ts'
import { queryReaders } from './readers/queries.ts'
import { routers } from './readers/routers.ts'
import { staticFileReaders } from './readers/static-files.ts'

/** Every reader that is compared with the gate. */
export const allReaders: readonly Reader[] = [
  ...queryReaders,
  ...cookieReaders,
  ...headerReaders,
  ...hostReaders,
  ...pathReaders,
  ...routers,
  ...staticFileReaders,
]
