import { rootCertificates } from 'node:tls'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { SETTINGS } from './env.schema'
import { describeFaults, findFaults, InvalidConfiguration, loadConfig } from './load-config'

const [ROOT] = rootCertificates
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const COMPLETE: NodeJS.ProcessEnv = {
  SQS_QUEUE_NAME: 'assessments',
  BACKEND_BASE_URL: 'http://127.0.0.1:3001',
  DATABASE_URL: 'postgres://nrf:hunter2@127.0.0.1/nrf',
  GOVUK_NOTIFY_ENABLED: 'false'
}
const UUID = '7f3c1a52-9d4e-4b61-8a07-2c5d9e6f1b34'
const NOTIFY: NodeJS.ProcessEnv = {
  GOVUK_NOTIFY_ENABLED: 'true',
  GOVUK_NOTIFY_API_KEY: `nrf-${UUID}-${UUID}`,
  GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED: UUID,
  GOVUK_NOTIFY_RESULTS_BASE_URL: 'https://example.com/results/'
}

const load = (variables: NodeJS.ProcessEnv = {}) => loadConfig({ ...COMPLETE, ...variables })
const faulty = (variables: NodeJS.ProcessEnv): string[] =>
  findFaults({ ...COMPLETE, ...variables }).map(({ variable }) => variable)

describe('a complete environment', () => {
  it('gives every slice, with the defaults', () => {
    const config = load()
    expect(config.queue).toMatchObject({
      region: 'eu-west-2',
      queueName: 'assessments',
      slots: 4,
      waitTimeSeconds: 20,
      visibilityTimeoutSeconds: 60,
      maxMessages: 10,
      maxBodyBytes: 262_144,
      maxReceiveCount: 3,
      jobHardTimeoutSeconds: 300
    })
    expect(config.backend).toMatchObject({
      resultsContract: 'results',
      assessmentPath: '/assessments/{reference}',
      resultsPath: '/assessments/{reference}/results',
      quotesPath: '/quotes/{reference}',
      maxResponseBytes: 16_777_216,
      connectTimeoutMs: 5000,
      getTimeoutMs: 60_000,
      postTimeoutMs: 30_000,
      maxRetries: 3,
      tracingHeader: 'x-cdp-request-id'
    })
    expect(config.notify).toMatchObject({ enabled: false, allowedDomains: [], timeoutMs: 10_000 })
    expect(config.database).toMatchObject({ maxConnections: 4, statementTimeoutMs: 30_000, ssl: false })
    expect(config.assessment).toEqual({ profile: 'corrected', boundaryMaxVertices: 100_000 })
    expect(config.log).toMatchObject({ enabled: true, level: 'info', format: 'pino-pretty' })
    expect(config.service).toMatchObject({
      environment: 'local',
      port: 8085,
      gracefulShutdownTimeoutSeconds: 30
    })
  })

  it('gives slices that nobody can change, down to their lists', () => {
    const config = load({ GOVUK_NOTIFY_ALLOWED_DOMAINS: 'example.com' })
    const everything = [config, ...Object.values(config), config.notify.allowedDomains]
    expect(everything.every((value) => Object.isFrozen(value))).toBe(true)
  })

  it('accepts each default in the form that it asks for', () => {
    const defaults = SETTINGS.filter((setting) => setting.default !== undefined)
    const written = Object.fromEntries(defaults.map((setting) => [setting.name, setting.default]))
    expect(findFaults({ ...written, ...COMPLETE })).toEqual([])
  })

  it('matches whole references only', () => {
    const pattern = new RegExp(load().queue.referencePattern)
    expect(['NRF-123456', 'NRL-000001', UUID].filter((reference) => !pattern.test(reference))).toEqual([])
    expect(
      ['NRF-1234567', 'xNRF-123456', `${UUID}/..`].filter((reference) => pattern.test(reference))
    ).toEqual([])
    expect(load({ REFERENCE_PATTERN: 'a|b' }).queue.referencePattern).toBe('^(?:a|b)$')
  })
})

describe('faults', () => {
  it('are all named at once', () => {
    const environment = {
      SQS_WAIT_TIME_SECONDS: '21',
      LOG_ENABLED: 'yes',
      DB_PORT: '5432x',
      TRUSTSTORE_X: '!'
    }
    expect(() => loadConfig(environment)).toThrow(InvalidConfiguration)
    expect(findFaults(environment).map(({ variable }) => variable)).toEqual([
      'SQS_WAIT_TIME_SECONDS',
      'BACKEND_BASE_URL',
      'DB_PORT',
      'LOG_ENABLED',
      'AWS_SQS_QUEUE_URL',
      'GOVUK_NOTIFY_API_KEY',
      'GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED',
      'GOVUK_NOTIFY_RESULTS_BASE_URL',
      'DB_HOST',
      'DB_DATABASE',
      'DB_USER',
      'TRUSTSTORE_X'
    ])
  })

  it('name the variable, what is wrong and what is expected', () => {
    expect(
      describeFaults(findFaults({ ...COMPLETE, SQS_WAIT_TIME_SECONDS: '21', BACKEND_BASE_URL: ' ' }))
    ).toBe(
      [
        '- SQS_WAIT_TIME_SECONDS is "21"; expected: a whole number from 0 to 20',
        '- BACKEND_BASE_URL is not set; expected: an http or https address without user, query or fragment'
      ].join('\n')
    )
  })

  it('never hold the value of a secret or an address with a password', () => {
    const secrets = SETTINGS.filter((setting) => setting.secret).map(({ name }) => [name, 'hunter 2\n@'])
    const environment = { ...Object.fromEntries(secrets), BACKEND_BASE_URL: 'http://user:hunter2@backend' }
    const text = describeFaults(findFaults(environment))
    for (const [name] of secrets) expect(text).toContain(`- ${name} is set to a value of another form`)
    expect(text).not.toContain('hunter')
  })

  it('name the alias that was set', () => {
    expect(faulty({ HEALTH_PORT: 'eighty' })).toEqual(['HEALTH_PORT'])
  })

  it('cut a long value short', () => {
    expect(describeFaults(findFaults({ ...COMPLETE, LOG_LEVEL: 'x'.repeat(1000) }))).toMatch(/is "x{60}…"/)
  })
})

describe('text that is not of the expected form', () => {
  it.each([
    ['SQS_WAIT_TIME_SECONDS', ['-1', '21', '1.5', '1e1', ' 5', '0x5', '٣']],
    ['SQS_ASSESSMENTS_SLOTS', ['0', '65']],
    ['SQS_MAX_MESSAGES', ['0', '11']],
    ['SQS_VISIBILITY_TIMEOUT', ['43201']],
    ['SQS_MAX_BODY_BYTES', ['1048577']],
    ['LOG_ENABLED', ['TRUE', '1', 'yes', 'false ']],
    ['LOG_FORMAT', ['json']],
    ['ENVIRONMENT', ['production']],
    ['ASSESSMENT_PROFILE', ['Corrected']],
    ['BACKEND_BASE_URL', ['backend', 'ftp://backend', 'http://a:b@backend', 'http://backend?x=1', 'http://']],
    ['BACKEND_API_KEY', ['two words', 'line\nbreak', 'clé']],
    [
      'BACKEND_RESULTS_PATH',
      ['/results', 'results/{reference}', '/{reference}/{reference}', '/{reference}?x']
    ],
    ['BACKEND_QUOTES_LEVY_GBP_MIN', ['-1', '1.234', '1,000', 'NaN']],
    ['TRACING_HEADER', ['x cdp', 'x:y']],
    ['GOVUK_NOTIFY_API_KEY', ['key', UUID, `nrf-${UUID}`]],
    ['GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED', ['completed']],
    ['GOVUK_NOTIFY_ALLOWED_DOMAINS', ['example.com,', '@example.com']],
    ['HTTPS_PROXY', ['localhost:3128', 'http://user:%ff@proxy']],
    ['DATABASE_URL', ['mysql://db/nrf', 'postgres://db', 'postgres://nrf:%zz@db/nrf', 'db/nrf']],
    ['REFERENCE_PATTERN', ['(', 'a'.repeat(501)]],
    ['SERVICE_VERSION', ['a\nb', ' 1']],
    [
      'TRUSTSTORE_RDS_ROOT_CA',
      [
        'not base64!',
        base64('no certificate'),
        base64('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'),
        base64(`${ROOT}\n${ROOT.slice(0, 300)}`)
      ]
    ]
  ])('%s refuses %j', (name, texts) => {
    expect(texts.filter((text) => !faulty({ [name]: text }).includes(name))).toEqual([])
  })

  it('is refused for numbers, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !/^\d+$/.test(text)),
        (text) => expect(faulty({ SQS_MAX_RECEIVE_COUNT: text })).toEqual(['SQS_MAX_RECEIVE_COUNT'])
      )
    )
  })
})

describe('names', () => {
  it('PORT wins over HEALTH_PORT', () => {
    expect(load({ HEALTH_PORT: '8090' }).service.port).toBe(8090)
    expect(load({ HEALTH_PORT: '8090', PORT: '8091' }).service.port).toBe(8091)
    expect(load({ HEALTH_PORT: '8090', PORT: '' }).service.port).toBe(8090)
  })

  it('the emulator is found under SQS_ENDPOINT or AWS_ENDPOINT_URL', () => {
    expect(load({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }).queue.endpoint).toBe('http://127.0.0.1:4566')
    expect(load({ AWS_ENDPOINT_URL: 'http://a:1', SQS_ENDPOINT: 'http://b:2/' }).queue.endpoint).toBe(
      'http://b:2'
    )
  })

  it('the proxy is found under HTTPS_PROXY or HTTP_PROXY, for Notify', () => {
    expect(load({ HTTP_PROXY: 'http://localhost:3128' }).notify.proxyUrl).toBe('http://localhost:3128')
  })

  it('the queue needs an address or a name, and both are handed on', () => {
    const queueUrl = 'http://sqs.eu-west-2.localhost:4566/000000000000/assessments'
    expect(load({ AWS_SQS_QUEUE_URL: queueUrl }).queue).toMatchObject({ queueUrl, queueName: 'assessments' })
    expect(faulty({ SQS_QUEUE_NAME: undefined })).toEqual(['AWS_SQS_QUEUE_URL'])
    expect(faulty({ SQS_QUEUE_NAME: undefined, AWS_SQS_QUEUE_URL: queueUrl })).toEqual([])
  })
})

describe('the backend', () => {
  it('needs a key outside local', () => {
    expect(faulty({ ENVIRONMENT: 'dev' })).toEqual(['BACKEND_API_KEY'])
    expect(load({ ENVIRONMENT: 'dev', BACKEND_API_KEY: 'k' }).backend.apiKey).toBe('k')
  })

  it('needs a levy for the quotes contract and takes none otherwise', () => {
    const quotes = { BACKEND_RESULTS_CONTRACT: 'quotes' }
    const levy = (min: string, max: string) => ({
      BACKEND_QUOTES_LEVY_GBP_MIN: min,
      BACKEND_QUOTES_LEVY_GBP_MAX: max
    })
    expect(faulty(quotes)).toEqual(['BACKEND_QUOTES_LEVY_GBP_MIN', 'BACKEND_QUOTES_LEVY_GBP_MAX'])
    expect(faulty({ ...quotes, ...levy('100.01', '100') })).toEqual(['BACKEND_QUOTES_LEVY_GBP_MIN'])
    expect(load({ ...quotes, ...levy('0', '0') }).backend.quotesLevyGbp).toEqual({ min: 0, max: 0 })
    expect(load(levy('1', '2')).backend.quotesLevyGbp).toBeUndefined()
  })
})

describe('GOV.UK Notify', () => {
  it('is complete or switched off', () => {
    expect(faulty({ GOVUK_NOTIFY_ENABLED: undefined })).toEqual([
      'GOVUK_NOTIFY_API_KEY',
      'GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED',
      'GOVUK_NOTIFY_RESULTS_BASE_URL'
    ])
    expect(load(NOTIFY).notify).toMatchObject({
      enabled: true,
      resultsBaseUrl: 'https://example.com/results'
    })
  })

  it('needs template and mailbox for failed e-mails', () => {
    expect(faulty({ ...NOTIFY, GOVUK_NOTIFY_TEMPLATE_JOB_FAILED: UUID })).toEqual([
      'GOVUK_NOTIFY_SUPPORT_EMAIL'
    ])
    expect(faulty({ ...NOTIFY, GOVUK_NOTIFY_SUPPORT_EMAIL: 'support@example.com' })).toEqual([
      'GOVUK_NOTIFY_TEMPLATE_JOB_FAILED'
    ])
  })

  it('reads allowed domains in lower case', () => {
    const { allowedDomains } = load({ GOVUK_NOTIFY_ALLOWED_DOMAINS: 'Example.com, defra.gov.uk' }).notify
    expect(allowedDomains).toEqual(['example.com', 'defra.gov.uk'])
  })
})

describe('the database', () => {
  const parts = { DATABASE_URL: undefined, DB_HOST: 'db', DB_DATABASE: 'nrf', DB_USER: 'worker' }

  it('is named by its parts or by one address, which wins', () => {
    expect(load({ ...parts, DB_LOCAL_PASSWORD: 'pw' }).database).toMatchObject({
      url: undefined,
      host: 'db',
      port: 5432,
      database: 'nrf',
      user: 'worker',
      password: 'pw'
    })
    expect(load({ ...parts, DATABASE_URL: 'postgresql://a%40b:c%2Fd@host:5433/x' }).database).toMatchObject({
      host: 'host',
      port: 5433,
      database: 'x',
      user: 'a@b',
      password: 'c/d'
    })
    expect(load({ DATABASE_URL: 'postgres:///nrf?host=/tmp/socket' }).database.url).toContain('/tmp/socket')
    expect(faulty({ DATABASE_URL: '' })).toEqual(['DB_HOST', 'DB_DATABASE', 'DB_USER'])
  })

  it('is reached by TLS outside local, and always with a token', () => {
    const deployed = { ENVIRONMENT: 'dev', BACKEND_API_KEY: 'k' }
    const token = { ...parts, DB_IAM_AUTHENTICATION: 'true' }
    expect(load(deployed).database.ssl).toBe(true)
    expect(load({ ...deployed, DB_SSL: 'false' }).database.ssl).toBe(false)
    expect(load({ ...deployed, ...token }).database).toMatchObject({ iamAuthentication: true, ssl: true })
    expect(faulty({ ...deployed, ...token, DB_SSL: 'false' })).toEqual(['DB_SSL'])
    expect(faulty(token)).toEqual(['DB_SSL'])
  })

  it('has a lease that ends before the message comes back', () => {
    const leaseOf = (environment: NodeJS.ProcessEnv) => load(environment).job.leaseSeconds
    expect(leaseOf({})).toBe(45)
    expect(leaseOf({ SQS_VISIBILITY_TIMEOUT: '40' })).toBe(30)
    expect(leaseOf({ JOB_LEASE_SECONDS: '50' })).toBe(50)
    expect(leaseOf({ DB_SINGLE_SESSION: 'true' })).toBe(120)
    expect(faulty({ JOB_LEASE_SECONDS: '60' })).toEqual(['JOB_LEASE_SECONDS'])
  })

  it('cancels a statement before its message comes back', () => {
    expect(faulty({ SQS_VISIBILITY_TIMEOUT: '30' })).toEqual(['DB_STATEMENT_TIMEOUT_SECONDS'])
    expect(faulty({ SQS_VISIBILITY_TIMEOUT: '31' })).toEqual([])
  })

  it('has one connection and one slot when all clients share a session', () => {
    const { database, queue } = load({ DB_SINGLE_SESSION: 'true', DB_MAX_CONNECTIONS: '4' })
    expect([database.isSingleSession, database.maxConnections, queue.slots]).toEqual([true, 1, 1])
  })

  it('trusts the certificates of the platform, for database, backend and Notify', () => {
    const bundle = `${ROOT}\n${rootCertificates[1]}`
    const { database, backend, notify } = load({ TRUSTSTORE_B: base64(`${bundle}\n`), TRUSTSTORE_A: '' })
    for (const slice of [database, backend, notify])
      expect(slice.trustedCertificates).toEqual([bundle.trim()])
  })

  it('goes around the proxy for names of NO_PROXY', () => {
    const proxied = { HTTPS_PROXY: 'http://localhost:3128' }
    expect(load(proxied).notify.proxyUrl).toBe('http://localhost:3128')
    expect(load({ CDP_HTTP_PROXY: 'http://proxy:3128' }).notify.proxyUrl).toBe('http://proxy:3128')
    expect(load({ ...proxied, NO_PROXY: '.cdp-int.defra.cloud' }).notify.proxyUrl).toBeDefined()
    expect(load({ ...proxied, NO_PROXY: '.gov.uk' }).notify.proxyUrl).toBeUndefined()
  })
})

describe('what depends on the platform', () => {
  it('logs JSON in production and on ECS, unless told otherwise', () => {
    const onEcs = { ECS_CONTAINER_METADATA_URI: 'http://169.254.170.2/v3/x', ENVIRONMENT: 'local' }
    expect(load({ NODE_ENV: 'production' }).log.format).toBe('ecs')
    expect(load(onEcs).log.format).toBe('ecs')
    expect(load({ ...onEcs, LOG_FORMAT: 'pino-pretty' }).log.format).toBe('pino-pretty')
  })

  it('wants the environment named on ECS', () => {
    expect(faulty({ ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4/x' })).toEqual(['ENVIRONMENT'])
  })

  it('takes the version from the variable, the stamp of the build or the package, in this order', () => {
    const root = mkdtempSync(join(tmpdir(), 'version-'))
    const version = (variables: NodeJS.ProcessEnv): string =>
      loadConfig({ ...COMPLETE, ...variables }, root).service.version
    expect(version({})).toBe('unknown')
    writeFileSync(join(root, 'package.json'), '{"version":"0.1.0"}')
    expect(version({})).toBe('0.1.0')
    expect(version({ GIT_HASH: 'abc1234' })).toBe('abc1234')
    writeFileSync(join(root, '.git-hash'), 'def5678\n')
    expect(version({ GIT_HASH: 'abc1234' })).toBe('def5678')
    expect(version({ GIT_HASH: 'abc1234', SERVICE_VERSION: '1.2.3' })).toBe('1.2.3')
    rmSync(root, { recursive: true })
  })
})
