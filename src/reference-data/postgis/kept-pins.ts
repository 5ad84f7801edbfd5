import type { Activations } from '../activations'
import type { DataVersions } from '../spatial-reference-data'

/** A version that is no longer active stays loaded for an hour, so a run may pin one that just ceased to be. */
const KEPT_FOR_MS = 1_000
const MOST_KEPT = 16

interface KeptPin {
  readonly versions: DataVersions
  readonly activations: number
  readonly untilMs: number
}

/**
 * Versions as they were read within the last second. A job costs one statement less; a new version is taken up one
 * second late by other processes, and at once by the one that activates it.
 */
export class KeptPins {
  private readonly pins = new Map<string, KeptPin>()

  constructor(
    private readonly activations: Activations,
    private readonly now: () => number = () => performance.now()
  ) {}

  find(layers: readonly string[]): DataVersions | undefined {
    const pin = this.pins.get(keyOf(layers))
    if (pin === undefined || pin.activations !== this.activations.count || this.now() >= pin.untilMs) {
      return undefined
    }
    return pin.versions
  }

  /** @returns what keeps the versions; called before they are read, since they count from then on */
  begin(layers: readonly string[]): (versions: DataVersions) => void {
    const { count: activations } = this.activations
    const untilMs = this.now() + KEPT_FOR_MS
    return (versions) => {
      const [oldest] = this.pins.keys()
      if (oldest !== undefined && this.pins.size >= MOST_KEPT) this.pins.delete(oldest)
      this.pins.set(keyOf(layers), { versions, activations, untilMs })
    }
  }
}

function keyOf(layers: readonly string[]): string {
  return layers.join(' ')
}
