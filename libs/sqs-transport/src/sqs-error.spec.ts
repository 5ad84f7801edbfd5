import { classifySqsError, errorName, isCredentialError, meansLeaseLost } from './sqs-error'
import { awsError } from './testing/fake-sqs-queue'

describe('the class of a failed call', () => {
  it.each([
    ['QueueDoesNotExist', 'queue-missing'],
    ['AWS.SimpleQueueService.NonExistentQueue', 'queue-missing'],
    ['AccessDenied', 'access'],
    ['KmsDisabled', 'access'],
    ['InvalidClientTokenId', 'access'],
    ['ExpiredToken', 'transient'],
    ['ThrottlingException', 'transient'],
    ['NeverHeardOf', 'transient']
  ])('of %s is %s', (name, expected) => {
    expect(classifySqsError(awsError(name))).toBe(expected)
  })

  it('of something that is no error is transient', () => {
    expect(classifySqsError('text')).toBe('transient')
    expect(errorName('text')).toBe('string')
  })
})

it('knows the codes of a lost lease', () => {
  expect(meansLeaseLost('ReceiptHandleIsInvalid')).toBe(true)
  expect(meansLeaseLost('MessageNotInflight')).toBe(true)
  expect(meansLeaseLost('InternalError')).toBe(false)
  expect(meansLeaseLost(undefined)).toBe(false)
})

it('knows the errors that fresh credentials may cure', () => {
  const names = [
    'ExpiredToken',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'CredentialsProviderError'
  ]
  expect(names.map((name) => isCredentialError(awsError(name)))).toEqual([true, true, true, true])
  expect(isCredentialError(awsError('AccessDenied'))).toBe(false)
})
