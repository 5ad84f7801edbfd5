import { Injectable } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { ActivationEvent } from './postgis/entities/activation-event.entity'
import { ActiveVersion } from './postgis/entities/active-version.entity'
import { LayerVersion } from './postgis/entities/layer-version.entity'
import { activationTrail } from './postgis/activation-trail'
import { Activations } from './activations'
import { Database } from '../database/database'
import { UnknownDataVersion } from './reference-data.failures'

export interface LayerVersionStatus {
  readonly layer: string
  readonly version: number
  readonly rowCount: number
  readonly loadedAt: Date
  readonly sourceName: string
  /** SHA-256 of the loaded file, hexadecimal. */
  readonly sourceDigest: string
  readonly isActive: boolean
}

export interface Activation {
  readonly layer: string
  readonly from: number | null
  readonly to: number
}

/** The loaded versions of every layer, and the pointer that says which one new runs read. */
@Injectable()
export class ReferenceDataVersions {
  constructor(
    private readonly database: Database,
    private readonly activations: Activations
  ) {}

  /** Every version that is kept, by layer and version. */
  status(): Promise<LayerVersionStatus[]> {
    return this.database.transaction(async (manager) => {
      const active = await manager.find(ActiveVersion)
      const versions = await manager.find(LayerVersion, { order: { layer: 'ASC', version: 'ASC' } })
      return versions
        .filter(({ isComplete }) => isComplete)
        .map(({ layer, version, rowCount, loadedAt, sourceName, sourceDigest }) => {
          const isActive = active.some((pointer) => pointer.layer === layer && pointer.version === version)
          return { layer, version, rowCount, loadedAt, sourceName, sourceDigest, isActive }
        })
    })
  }

  /** @throws UnknownDataVersion when the version is not loaded */
  activate(layer: string, version: number): Promise<Activation> {
    return this.noted(this.database.transaction((manager) => movePointer(manager, layer, version)))
  }

  /**
   * Goes back to the version that was active before this one.
   * @throws UnknownDataVersion when there is none, or it is no longer kept
   */
  rollback(layer: string): Promise<Activation> {
    const activation = this.database.transaction(async (manager) => {
      const events = await manager.find(ActivationEvent, { where: { layer }, order: { id: 'ASC' } })
      const kept = await keptVersions(manager, layer)
      const earlier = activationTrail(events.map(({ toVersion }) => toVersion)).slice(0, -1)
      const target = earlier.filter((version) => kept.includes(version)).at(-1)
      if (target === undefined) {
        throw new UnknownDataVersion(`Layer "${layer}" has no earlier active version to go back to`)
      }
      return movePointer(manager, layer, target)
    })
    return this.noted(activation)
  }

  private async noted(activation: Promise<Activation>): Promise<Activation> {
    const done = await activation
    this.activations.note()
    return done
  }
}

async function movePointer(manager: EntityManager, layer: string, version: number): Promise<Activation> {
  const kept = await keptVersions(manager, layer)
  if (!kept.includes(version)) {
    const known = kept.length > 0 ? `loaded are ${kept.join(', ')}` : 'nothing is loaded'
    throw new UnknownDataVersion(`Layer "${layer}" has no version ${version}; ${known}`)
  }
  const current = await manager.findOne(ActiveVersion, {
    where: { layer },
    lock: { mode: 'pessimistic_write' }
  })
  const from = current?.version ?? null
  if (from === version) return { layer, from, to: version }
  await manager.upsert(ActiveVersion, { layer, version, activatedAt: () => 'now()' }, ['layer'])
  await manager.insert(ActivationEvent, { layer, fromVersion: from, toVersion: version })
  return { layer, from, to: version }
}

async function keptVersions(manager: EntityManager, layer: string): Promise<number[]> {
  const rows = await manager.find(LayerVersion, {
    where: { layer, isComplete: true },
    order: { version: 'ASC' }
  })
  return rows.map(({ version }) => version)
}
