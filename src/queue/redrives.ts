/** Attribute by which `nrf dlq replay` counts how often it has sent a message back. */
export const REDRIVE_ATTRIBUTE = 'NrfRedrives'

/** @param text value of the attribute */
export function redrivesOf(text: string | undefined): number {
  return text !== undefined && /^[1-9][0-9]{0,3}$/.test(text) ? Number(text) : 0
}
