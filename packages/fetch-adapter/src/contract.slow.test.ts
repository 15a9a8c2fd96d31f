import { describeAdapter } from '@tidegate/adapter-contract'
import { fetchUnderTest, nodeServerUnderTest } from './testing/fetch-under-test.ts'

describeAdapter(fetchUnderTest)
describeAdapter(nodeServerUnderTest)
