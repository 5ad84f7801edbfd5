import { Test } from '@nestjs/testing'
import { ConfigModule } from './config.module'
import * as tokens from './config.tokens'

const COMPLETE = {
  SQS_QUEUE_NAME: 'assessments',
  BACKEND_BASE_URL: 'http://127.0.0.1:3001',
  DATABASE_URL: 'postgres://nrf@127.0.0.1/nrf',
  GOVUK_NOTIFY_ENABLED: 'false'
}

it('hands out a frozen slice under every token', async () => {
  const module = await Test.createTestingModule({
    imports: [ConfigModule.forEnvironment(COMPLETE)]
  }).compile()
  const slices = Object.values(tokens).map((token) => module.get<object>(token, { strict: false }))
  expect(slices).toHaveLength(11)
  expect(slices.every((slice) => Object.isFrozen(slice))).toBe(true)
  expect(module.get(tokens.QUEUE_OPTIONS, { strict: false })).toMatchObject({ queueName: 'assessments' })
})

it('reads the given environment only, and writes nothing into that of the process', async () => {
  const before = { ...process.env }
  process.env.SQS_WAIT_TIME_SECONDS = '7'
  const module = await Test.createTestingModule({
    imports: [ConfigModule.forEnvironment(COMPLETE)]
  }).compile()
  expect(module.get(tokens.QUEUE_OPTIONS, { strict: false })).toMatchObject({ waitTimeSeconds: 20 })
  delete process.env.SQS_WAIT_TIME_SECONDS
  expect(process.env).toEqual(before)
})

it('refuses an environment with faults', async () => {
  await expect(ConfigModule.forEnvironment({})).rejects.toMatchObject({ name: 'InvalidConfiguration' })
})
