// Questions to the person at the keyboard, and lines that are typed while something runs.
import { createInterface } from 'node:readline';

export interface Keyboard {
  /** One line as an answer, without spaces around it; empty when the input has ended. */
  ask: (question: string) => Promise<string>;
  /** Hears every line that is typed until the returned function is called. */
  listen: (line: (text: string) => void) => () => void;
}

/** Who is interrupted answers nothing. Opens the input only while somebody asks or listens: an open one would keep the process alive. */
export function keyboardOf(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal?: AbortSignal,
): Keyboard {
  // A terminal that is closed answers nothing.
  input.on('error', () => {});
  return {
    ask: (question) =>
      new Promise((resolve) => {
        output.write(question);
        const lines = createInterface({ input, ...(signal && { signal }) });
        let answer = '';
        lines.once('line', (line) => {
          answer = line.trim();
          lines.close();
        });
        lines.once('close', () => resolve(answer));
      }),
    listen: (hear) => {
      const lines = createInterface({ input });
      lines.on('line', (line) => {
        if (line.trim() !== '') hear(line.trim());
      });
      return () => lines.close();
    },
  };
}
