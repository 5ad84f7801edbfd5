import { Inject, Injectable } from '@nestjs/common'
import { BOUNDARY_CHECK_OPTIONS, type BoundaryCheckOptions } from '../../config/config.tokens'
import { Semaphore } from '../../database/semaphore'
import { HttpProblem } from './http-problem'

/** Requests that are held at once, with their bodies: those being worked on, and those that wait. */
const REQUESTS_PER_SLOT = 8
const RETRY_AFTER_SECONDS = '5'

/** Bounds what checks cost: so many requests at all, and so many of them at work. */
@Injectable()
export class CheckTurns {
  private readonly slots: Semaphore
  private readonly mostRequests: number
  private requests = 0

  constructor(@Inject(BOUNDARY_CHECK_OPTIONS) { slots }: Pick<BoundaryCheckOptions, 'slots'>) {
    this.slots = new Semaphore(slots)
    this.mostRequests = slots * REQUESTS_PER_SLOT
  }

  /** Holds one request while its body arrives and it waits. @throws HttpProblem when there are too many */
  async admit<T>(use: () => Promise<T>): Promise<T> {
    if (this.requests >= this.mostRequests) {
      throw new HttpProblem(503, 'Too many boundaries are being checked', {
        'Retry-After': RETRY_AFTER_SECONDS
      })
    }
    this.requests += 1
    try {
      return await use()
    } finally {
      this.requests -= 1
    }
  }

  /** Does the work when a slot is free. @throws the signal's reason when aborted while waiting */
  async work<T>(signal: AbortSignal, use: () => Promise<T>): Promise<T> {
    const release = await this.slots.acquire(signal)
    try {
      return await use()
    } finally {
      release()
    }
  }
}
