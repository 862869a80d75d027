// The body that each kind of receiver expects. Nothing in a message is markup there: names and findings come from outside.
import Handlebars from 'handlebars';
import { UserError } from 'k6-kit/user-error';
import { escapeMarkdown, mapTexts, plain } from 'k6-verdict/render/escape';
import type { Message } from './message.ts';

export interface Sent extends Message {
  /** Address of the run's page; empty: none. */
  link: string;
}

/** Slack's and Teams' own limits are 150 and 3000 characters, and 28 KB. */
const MAX_TITLE = 140;
const MAX_LINE = 300;

/** One line of visible characters each, short enough for every receiver. */
export function visible(message: Sent): Sent {
  const cut = (text: string, most: number) => {
    const characters = [...plain(text)];
    return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
  };
  return { ...message, title: cut(message.title, MAX_TITLE), lines: message.lines.map((line) => cut(line, MAX_LINE)) };
}

/** Plain text, in which Slack finds no markup; the notification's own text is escaped, since that is read as markup. */
export function slackBody({ title, lines, link }: Sent): object {
  const text = (content: string) => ({ type: 'plain_text', text: content, emoji: false });
  return {
    text: title.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!),
    blocks: [
      { type: 'header', text: text(title) },
      ...(lines.length > 0 ? [{ type: 'section', text: text(lines.map((line) => `• ${line}`).join('\n')) }] : []),
      ...(link ? [{ type: 'actions', elements: [{ type: 'button', text: text('Open the run'), url: link }] }] : []),
    ],
  };
}

/** An adaptive card of text runs, which Teams shows as they are; a text block would be Markdown. */
export function teamsBody({ title, lines, link }: Sent): object {
  const run = (text: string, more: object = {}) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text, ...more }],
  });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [run(title, { weight: 'Bolder', size: 'Medium' }), ...lines.map((line) => run(line))],
    ...(link && { actions: [{ type: 'Action.OpenUrl', title: 'Open the run', url: link }] }),
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

/** Markdown of a note on a merge request, with nothing from outside as markup. */
export function noteBody({ title, lines, link }: Sent): object {
  const list = lines.map((line) => `- ${escapeMarkdown(line)}\n`).join('');
  return { body: `**${escapeMarkdown(title)}**\n\n${list}${link && `\n[Open the run](<${link}>)\n`}` };
}

/** For a program: the message as it is. */
export function plainBody(message: Sent): object {
  return { schema: 1, ...message };
}

/** A body by a Handlebars template of JSON; values are escaped for a JSON string, so they end none. */
export function templateBody(template: string, message: Sent, file: string): object {
  const inString = (text: string) => JSON.stringify(text).slice(1, -1);
  try {
    const fill = Handlebars.compile(template, { noEscape: true, strict: true, knownHelpersOnly: true });
    return JSON.parse(fill(mapTexts({ ...message }, inString))) as object;
  } catch (cause) {
    throw new UserError(
      'E_NOTIFY_TEMPLATE',
      `${file}: not a template of JSON (${plain((cause as Error).message)}); expected JSON with {{title}}, {{outcome}}, {{link}} and {{#each lines}} within its strings`,
      { cause },
    );
  }
}
