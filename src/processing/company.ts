import { AnotherIsAlone } from './processing.failures'

/**
 * Who may run beside whom: any number of jobs together, but one that may take the process down with it only alone.
 * Who wants to be alone goes before those who come later; one at a time does, because who waits behind another that
 * takes the process down loses a try by it.
 */
export class Company {
  private together = 0
  private isAlone = false
  private readonly waiting: { readonly wantsAlone: boolean; readonly enter: () => void }[] = []

  /**
   * Waits for its turn. @returns what ends it
   * @throws AnotherIsAlone when another one is, or wants to be
   * @throws the reason of the signal when aborted while waiting
   */
  async join(wantsAlone: boolean, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (wantsAlone && this.hasOneAlone) throw new AnotherIsAlone()
    if (this.waiting.length > 0 || !this.fits(wantsAlone)) await this.turn(wantsAlone, signal)
    else this.enter(wantsAlone)
    return () => this.leave(wantsAlone)
  }

  private get hasOneAlone(): boolean {
    return this.isAlone || this.waiting.some((guest) => guest.wantsAlone)
  }

  private fits(wantsAlone: boolean): boolean {
    return !this.isAlone && (!wantsAlone || this.together === 0)
  }

  private enter(wantsAlone: boolean): void {
    if (wantsAlone) this.isAlone = true
    else this.together += 1
  }

  private leave(wantsAlone: boolean): void {
    if (wantsAlone) this.isAlone = false
    else this.together -= 1
    this.admit()
  }

  private admit(): void {
    while (this.waiting.length > 0 && this.fits(this.waiting[0].wantsAlone)) this.waiting.shift()!.enter()
  }

  private turn(wantsAlone: boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting.splice(this.waiting.indexOf(guest), 1)
        this.admit()
        reject(signal.reason)
      }
      const guest = {
        wantsAlone,
        enter: () => {
          signal.removeEventListener('abort', giveUp)
          this.enter(wantsAlone)
          resolve()
        }
      }
      signal.addEventListener('abort', giveUp, { once: true })
      this.waiting.push(guest)
    })
  }
}
