import { Injectable, type PipeTransform } from '@nestjs/common'
import { MessageReader, type ReadMessage } from './message-reader'

/** Turns the body of a message into a request or a failure; the controller decides what becomes of it. */
@Injectable()
export class ReadMessagePipe implements PipeTransform<string, ReadMessage> {
  constructor(private readonly reader: MessageReader) {}

  transform(body: string): ReadMessage {
    return this.reader.read(body)
  }
}
