import { fileURLToPath } from 'node:url'
import { describeReadme } from '@tidegate/adapter-contract'
import { ownOptionNames } from './fetch-options.ts'

describeReadme(fileURLToPath(new URL('..', import.meta.url)), ownOptionNames)
