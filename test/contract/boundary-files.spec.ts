import { Test, type TestingModule } from '@nestjs/testing'
import { ComputePool } from '@nrf/compute-pool'
import { UPLOAD_OPTIONS, type UploadsOptions } from '../../src/config/config.tokens'
import { BoundaryFiles } from '../../src/uploads/boundary-files'
import { UploadsModule } from '../../src/uploads/uploads.module'
import { globalValues } from '../builders/global-values'
import { openTestBucket } from '../environment/test-bucket'
import { FakeBoundaryFiles } from '../fakes/fake-boundary-files'
import { SameThreadPool } from '../fakes/same-thread-pool'
import { itKeepsTheBoundaryFilesContract } from './boundary-files.contract'

describe('boundary files in a fake', () => {
  itKeepsTheBoundaryFilesContract(async () => {
    const files = new FakeBoundaryFiles()
    const put = async (...[key, content, metadata]: Parameters<FakeBoundaryFiles['put']>) =>
      files.put(key, content, metadata)
    return { files, bucket: files.bucket, maxBytes: files.maxBytes, put, close: () => Promise.resolve() }
  })
})

describe('boundary files in S3', () => {
  const openModule = (options: UploadsOptions): Promise<TestingModule> =>
    Test.createTestingModule({ imports: [globalValues([UPLOAD_OPTIONS, options]), UploadsModule] })
      .overrideProvider(ComputePool)
      .useValue(new SameThreadPool())
      .compile()

  const someOptions = (options: Partial<UploadsOptions>): UploadsOptions => ({
    region: 'eu-west-2',
    maxBytes: 10_000,
    timeoutMs: 10_000,
    zipLimits: { maxEntries: 10, maxEntryBytes: 100_000, maxTotalBytes: 100_000, maxRatio: 100 },
    boundaryMaxVertices: 1000,
    ...options
  })

  beforeAll(() => {
    process.env.AWS_ACCESS_KEY_ID ??= 'test'
    process.env.AWS_SECRET_ACCESS_KEY ??= 'test'
  })

  itKeepsTheBoundaryFilesContract(async () => {
    const bucket = await openTestBucket()
    const { endpoint, region, name } = bucket
    const options = someOptions({ bucket: name, endpoint, region })
    const module = await openModule(options)
    await module.init()
    return {
      files: module.get(BoundaryFiles),
      bucket: name,
      maxBytes: options.maxBytes,
      put: (...written) => bucket.put(...written),
      async close() {
        await module.close()
        await bucket.close()
      }
    }
  })

  it('are refused by name where no bucket is configured', async () => {
    const module = await openModule(someOptions({}))
    await expect(
      module.get(BoundaryFiles).read({ key: 'a' }, new AbortController().signal)
    ).rejects.toMatchObject({ code: 'uploads_disabled', retryable: false })
  })
})
