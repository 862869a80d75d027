// A template as Handlebars' runtime takes it. A build has this module with the templates compiled; from the sources they are compiled here.
import { fileURLToPath } from 'node:url';
import { type TemplateName, templateCode } from './template-code.js';

export function templateSpec(name: TemplateName): object {
  const code = templateCode(fileURLToPath(new URL(name, import.meta.url)));
  return new Function(`return ${code}`)() as object;
}
