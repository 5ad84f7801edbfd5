import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { LayerDeclaration } from '../../layer-declaration'

/** One loaded version of a layer; written once, by the load that made it. */
@Entity({ schema: 'reference', name: 'layer_version' })
export class LayerVersion {
  @PrimaryColumn({ type: 'text' })
  layer!: string

  @PrimaryColumn({ type: 'integer' })
  version!: number

  @Column({ type: 'text' })
  storage!: LayerDeclaration['storage']

  @Column({ name: 'loaded_at', type: 'timestamptz', default: () => 'now()' })
  loadedAt!: Date

  @Column({ name: 'source_name', type: 'text' })
  sourceName!: string

  /** SHA-256 of the file, hexadecimal. */
  @Column({ name: 'source_digest', type: 'text' })
  sourceDigest!: string

  @Column({ name: 'row_count', type: 'bigint', transformer: { from: Number, to: (rows: number) => rows } })
  rowCount!: number

  @Column({ name: 'is_complete', type: 'boolean' })
  isComplete!: boolean
}
