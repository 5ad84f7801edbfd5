/** Rules for short texts from outside; anchored, and linear in the length of the text. */

/** Stricter than RFC 5321: no quotes, no spaces, ASCII only, so that nothing can be hidden in a header. */
export const EMAIL_ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/
export const LONGEST_EMAIL = 254

export const NO_CONTROL_CHARACTERS = /^\P{Cc}*$/u

/** Identifier of a treatment works. */
export const DIGITS = /^[0-9]{1,12}$/
