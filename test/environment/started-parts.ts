import { StopList } from '../../libs/local-env/src/index'

/** Set-up and tear-down run in one process but load their modules apart, so the list lives on the process. */
const holder: typeof globalThis & { nrfTestParts?: StopList } = globalThis

holder.nrfTestParts ??= new StopList()

/** Everything that the set-up has started. */
export const startedParts = holder.nrfTestParts
