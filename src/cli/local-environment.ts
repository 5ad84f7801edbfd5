import type * as LocalEnv from '@nrf/local-env'

/** The embedded environment, loaded only by the commands that need it: the production image does not have it. */
export async function localEnv(): Promise<typeof LocalEnv> {
  try {
    return await import('../../libs/local-env/src/index.js')
  } catch (error) {
    throw new Error('The embedded environment needs the development install (npm ci without --omit=dev)', {
      cause: error
    })
  }
}
