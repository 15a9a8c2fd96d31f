export { createNaiveStore } from './naive-store.ts'
export { describeStoreContract, type ContractRunner, type StoreContractOptions } from './store-contract.ts'
