'use strict'

/** Preloaded into a worker: its wall clock is wrong by CLOCK_SKEW_MS. Timers and `performance` go on as they are. */

const skewMs = Number(process.env.CLOCK_SKEW_MS)
const TrueDate = Date

class SkewedDate extends TrueDate {
  constructor(...parts) {
    if (parts.length === 0) super(TrueDate.now() + skewMs)
    else super(...parts)
  }

  static now() {
    return TrueDate.now() + skewMs
  }
}

globalThis.Date = SkewedDate
