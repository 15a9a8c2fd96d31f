import { fileURLToPath } from 'node:url'
import { describeReadme } from '@tidegate/adapter-contract'

describeReadme(fileURLToPath(new URL('..', import.meta.url)))
