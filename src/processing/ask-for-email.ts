import { NotifierUnavailable, type AcceptedEmail, type Notifier } from '../notification/notifier'

/** What Notify holds under a label; without an answer nothing may be concluded. @throws the reason of the signal */
export async function askForEmail(
  notifier: Notifier,
  label: string,
  signal: AbortSignal
): Promise<AcceptedEmail | null | 'no answer'> {
  try {
    return await notifier.find(label, signal)
  } catch (error) {
    if (error instanceof NotifierUnavailable) return 'no answer'
    throw error
  }
}
