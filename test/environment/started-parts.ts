type Stop = () => Promise<unknown>

/** Set-up and tear-down run in one process but load their modules apart, so the list lives on the process. */
const holder = globalThis as typeof globalThis & { nrfStartedParts?: Stop[] }

export function registerStop(stop: Stop): void {
  holder.nrfStartedParts = [...(holder.nrfStartedParts ?? []), stop]
}

/** Stops everything in reverse order, also when one of the parts fails. */
export async function stopAll(): Promise<void> {
  const failures: unknown[] = []
  for (const stop of (holder.nrfStartedParts ?? []).toReversed()) {
    await stop().catch((error: unknown) => failures.push(error))
  }
  holder.nrfStartedParts = []
  if (failures.length > 0) throw new AggregateError(failures, 'The test environment did not stop cleanly')
}
