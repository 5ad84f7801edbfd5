import { Injectable } from '@nestjs/common'

/** How often this process has moved a pointer: what was pinned before the last time may be out of date. */
@Injectable()
export class Activations {
  private made = 0

  get count(): number {
    return this.made
  }

  note(): void {
    this.made += 1
  }
}
