import { InlineBoundary, IntersectingEdp } from './messages/inline.message'
import { MESSAGE_SHAPES } from './messages/message-shapes'

export { MessageReader, type ReadMessage } from './messages/message-reader'

/** Every form of a message, its class and the names of its fields: what the published contract is made from. */
export const MESSAGE_CONTRACT = MESSAGE_SHAPES.map(({ name, fields, dto }) => ({ name, fields, dto }))

/** Classes of members of messages. */
export const MESSAGE_PARTS = [InlineBoundary, IntersectingEdp] as const
