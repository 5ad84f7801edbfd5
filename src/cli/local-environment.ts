import type * as LocalEnv from '@nrf/local-env'

/** The production image has no embedded environment. */
export class NoLocalEnvironment extends Error {
  constructor(options: ErrorOptions) {
    super('The embedded environment needs the development install (npm ci without --omit=dev)', options)
    this.name = 'NoLocalEnvironment'
  }
}

/** The embedded environment, loaded only by the commands that need it. @throws NoLocalEnvironment */
export async function localEnv(): Promise<typeof LocalEnv> {
  try {
    return await import('../../libs/local-env/src/index.js')
  } catch (error) {
    throw new NoLocalEnvironment({ cause: error })
  }
}
