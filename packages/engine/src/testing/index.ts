export { createNaiveStore } from './naive-store.ts'
export { describeStoreContract, type ContractRunner, type StoreContractOptions } from './store-contract.ts'
export { sendRaw, type RawReply } from './send-raw.ts'
export { sendRequest, type TestReply, type TestRequest } from './send-request.ts'
