import { describeAdapter } from '@tidegate/adapter-contract'
import { fetchUnderTest } from './testing/fetch-under-test.ts'

describeAdapter(fetchUnderTest)
