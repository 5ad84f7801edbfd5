/** Holds handlers until the test opens it. */
export class Latch {
  open!: () => void
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve
  })
}
