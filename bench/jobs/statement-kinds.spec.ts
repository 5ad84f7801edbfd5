import { costsByKind } from './statement-kinds'

const costOf = (text: string, calls: number) => ({ text, calls, totalMs: 1, buffers: 1 })

describe('statements by what they touch', () => {
  it('counts each kind per job, the rare ones as periodic whatever they touch', () => {
    const statements = [
      costOf('WITH site AS (SELECT $1::geometry AS geom) SELECT ST_IsValid(geom) FROM site', 100),
      costOf('select p.geom from reference.piece p', 100),
      costOf('INSERT INTO worker.job AS job (job_key, reference) VALUES ($1, $2)', 300),
      costOf('SELECT layer FROM reference.active_version', 9),
      costOf('UPDATE worker.job SET lease_until = now()', 9),
      costOf('BEGIN', 100)
    ]

    expect(costsByKind(statements, 100)).toEqual({
      all: expect.closeTo(6.18),
      spatial: 2,
      ledger: 3,
      periodic: expect.closeTo(1.18)
    })
  })
})
