import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'

/** One move of the pointer of a layer; the history that a rollback follows. */
@Entity({ schema: 'reference', name: 'activation_event' })
export class ActivationEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string

  @Column({ type: 'text' })
  layer!: string

  @Column({ name: 'from_version', type: 'integer', nullable: true })
  fromVersion!: number | null

  @Column({ name: 'to_version', type: 'integer' })
  toVersion!: number

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date
}
