// A client of server-sent events that keeps everything it heard.

import { type ClientRequest, get } from 'node:http';
import { eventually } from './wait';

export interface ServerEvent {
  id: string | undefined;
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of the event's own kind
  data: any;
}

function parse(block: string): ServerEvent | undefined {
  const lines = block.split('\n').filter((line) => line && !line.startsWith(':'));
  if (lines.length === 0) return undefined;
  const field = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  return {
    id: field('id')[0],
    name: field('event')[0] ?? 'message',
    data: JSON.parse(field('data').join('\n') || 'null'),
  };
}

export class EventStream {
  readonly events: ServerEvent[] = [];
  contentType = '';
  isClosed = false;

  private constructor(private readonly request: ClientRequest) {}

  static open(url: string, lastEventId?: string, more: Record<string, string> = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const headers = lastEventId === undefined ? more : { ...more, 'Last-Event-ID': lastEventId };
      const request = get(`${url}/api/v1/events`, { headers, agent: false }, (response) => {
        const stream = new EventStream(request);
        stream.contentType = response.headers['content-type'] ?? '';
        if (response.statusCode !== 200) reject(new Error(`/api/v1/events answered ${response.statusCode}`));
        let text = '';
        response.setEncoding('utf8').on('data', (more: string) => {
          text += more.replaceAll('\r\n', '\n');
          for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
            const event = parse(text.slice(0, end));
            if (event) stream.events.push(event);
            text = text.slice(end + 2);
          }
        });
        response.on('error', () => {});
        response.once('close', () => {
          stream.isClosed = true;
        });
        resolve(stream);
      });
      request.on('error', reject);
    });
  }

  close() {
    this.request.destroy();
  }

  /** The first event, heard already or still to come, that `wanted` accepts. */
  next(what: string, wanted: (event: ServerEvent) => boolean, timeoutMs = 30_000): Promise<ServerEvent> {
    return eventually(what, () => this.events.find(wanted), timeoutMs);
  }

  /** Those about images, which carry ids. */
  get changes(): ServerEvent[] {
    return this.events.filter((event) => event.name !== 'library');
  }
}
