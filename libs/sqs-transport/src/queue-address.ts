import { SQSClient } from '@aws-sdk/client-sqs'
import { withinTime } from './delay'

const REGION_WITHIN_MS = 10_000

/** Hosts of AWS that name their region; those of emulators and private endpoints tell nothing. */
const REGION_IN_HOST = /^(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?$/

/** Queues whose address belongs to another region than the client: no call to them can succeed. */
export async function addressFaults(
  client: SQSClient,
  queues: readonly { readonly name: string; readonly url: string }[]
): Promise<string[]> {
  if (client.config.endpoint !== undefined) return []
  const region = await regionOfClient(client)
  if (region === undefined) return ['the client has no region']
  return queues
    .map(({ name, url }) => ({ name, regionOfQueue: regionOf(url) }))
    .filter(({ regionOfQueue }) => regionOfQueue !== undefined && regionOfQueue !== region)
    .map(
      ({ name, regionOfQueue }) =>
        `queue "${name}": its url is in ${regionOfQueue}, the client in ${region}; both must be the same`
    )
}

async function regionOfClient(client: SQSClient): Promise<string | undefined> {
  return withinTime(client.config.region(), AbortSignal.timeout(REGION_WITHIN_MS)).catch(() => undefined)
}

function regionOf(url: string): string | undefined {
  const [, region, legacyRegion] = REGION_IN_HOST.exec(new URL(url).hostname) ?? []
  return region ?? legacyRegion
}
