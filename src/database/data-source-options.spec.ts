import { rootCertificates } from 'node:tls'
import { databaseOptionsFor } from '../../test/builders/database-options'
import { dataSourceOptions } from './data-source-options'

const database = { url: 'postgres://somebody@db/reference', isSingleSession: false }

describe('dataSourceOptions', () => {
  it('never lets TypeORM touch the schema or the extensions', () => {
    expect(dataSourceOptions(databaseOptionsFor(database))).toMatchObject({
      synchronize: false,
      migrationsRun: false,
      installExtensions: false
    })
  })

  it('sets no session settings and opens one connection where all clients share a session', () => {
    const options = dataSourceOptions(databaseOptionsFor({ ...database, isSingleSession: true }))

    expect(options.poolSize).toBe(1)
    expect(options.extra).not.toHaveProperty('options')
  })

  it('takes the address in parts when there is no URL', () => {
    const parts = {
      url: undefined,
      host: 'db.internal',
      port: 6432,
      database: 'ref',
      user: 'reader',
      password: 's'
    }

    expect(dataSourceOptions(databaseOptionsFor(database, parts))).toMatchObject({
      host: 'db.internal',
      port: 6432,
      database: 'ref',
      username: 'reader',
      password: 's'
    })
  })

  it('makes a token for each new connection with IAM', () => {
    const iam = { url: undefined, iamAuthentication: true, password: 'unused' }

    expect(dataSourceOptions(databaseOptionsFor(database, iam)).password).toEqual(expect.any(Function))
  })

  it('trusts the given certificates beside the built-in ones', () => {
    const options = dataSourceOptions(
      databaseOptionsFor(database, { ssl: true, trustedCertificates: ['PEM'] })
    )

    expect(options.ssl).toEqual({ ca: [...rootCertificates, 'PEM'] })
    expect(dataSourceOptions(databaseOptionsFor(database, { ssl: true })).ssl).toEqual({ ca: undefined })
    expect(dataSourceOptions(databaseOptionsFor(database)).ssl).toBe(false)
  })
})
