/** Lets one holder in at a time, in the order of arrival. A holder may enter again without waiting. */
export class Turnstile {
  private holder: object | undefined
  private readonly waiting: { readonly holder: object; readonly enter: () => void }[] = []

  async enter(holder: object): Promise<void> {
    if (this.holder === holder) return
    if (this.holder === undefined) this.holder = holder
    else await new Promise<void>((enter) => this.waiting.push({ holder, enter }))
  }

  /** Nothing happens when somebody else holds it. */
  leave(holder: object): void {
    if (this.holder !== holder) return
    const next = this.waiting.shift()
    this.holder = next?.holder
    next?.enter()
  }
}
