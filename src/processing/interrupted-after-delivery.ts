/**
 * The job was stopped after the backend had taken its result. It has not failed: the next delivery finds it completed
 * and sees to the e-mail.
 */
export class InterruptedAfterDelivery extends Error {
  constructor(options: ErrorOptions) {
    super('The job was stopped after its result was delivered', options)
    this.name = 'InterruptedAfterDelivery'
  }
}
