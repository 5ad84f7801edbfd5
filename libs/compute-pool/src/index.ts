export { ComputePool, type ComputeRun, type ComputeTask } from './compute-pool'
export { ComputeFault } from './compute-fault'
export { PiscinaPool } from './piscina-pool'
