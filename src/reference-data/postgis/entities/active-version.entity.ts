import { Column, Entity, PrimaryColumn } from 'typeorm'

/** The version of a layer that new runs read. */
@Entity({ schema: 'reference', name: 'active_version' })
export class ActiveVersion {
  @PrimaryColumn({ type: 'text' })
  layer!: string

  @Column({ type: 'integer' })
  version!: number

  @Column({ name: 'activated_at', type: 'timestamptz', default: () => 'now()' })
  activatedAt!: Date
}
