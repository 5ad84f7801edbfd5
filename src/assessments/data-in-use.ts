import { Injectable } from '@nestjs/common'
import { ReferenceDataMissing } from '../reference-data/reference-data.failures'
import { SpatialReferenceData, type PinnedLayer } from '../reference-data/spatial-reference-data'
import { AssessmentRegistry } from './assessment.registry'

interface LayerInUse extends PinnedLayer {
  readonly layer: string
}

/** The version of each layer that a run would read at this moment. */
@Injectable()
export class DataInUse {
  constructor(
    private readonly registry: AssessmentRegistry,
    private readonly referenceData: SpatialReferenceData
  ) {}

  /**
   * By name of the layer; layers without an active version or without rows are left out.
   * @throws DatabaseUnavailable, or the reason of the signal
   */
  async layers(signal: AbortSignal): Promise<LayerInUse[]> {
    const names = this.registry
      .layers()
      .map(({ name }) => name)
      .sort()
    const pinned = await this.pinned(names, signal)
    return names.flatMap((layer) => (pinned[layer] === undefined ? [] : [{ layer, ...pinned[layer] }]))
  }

  private async pinned(
    names: readonly string[],
    signal: AbortSignal
  ): Promise<Partial<Record<string, PinnedLayer>>> {
    try {
      return (await this.referenceData.pin(names, signal)).layers
    } catch (error) {
      if (!(error instanceof ReferenceDataMissing)) throw error
      const present = names.filter((name) => !error.layers.includes(name))
      return present.length === 0 ? {} : this.pinned(present, signal)
    }
  }
}
