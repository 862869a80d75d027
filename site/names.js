// Names of pages: documents are called by their heading and stay where they are in the repository; modules are called as one imports
// them, with the first line of their file as summary.
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Comment, CommentTag, Converter, KindRouter } from 'typedoc';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A plugin of TypeDoc. */
export function namePages(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    const file = fileOf(document);
    document.name = /^#+ (.+)$/m.exec(readFileSync(join(root, file), 'utf8'))[1];
    document.frontmatter.group = groupOf(file);
  });
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, module) => {
    if (module.parent !== context.project) return;
    const path = context.getSymbolFromReflection(module).declarations[0].getSourceFile().fileName;
    const file = relative(root, path);
    const [name, ...rest] = [groupOf(file), ...file.split(sep).slice(2)];
    module.name = [name, ...rest].join('/').replace(/(\/index)?\.ts$/, '');
    const purpose = /^\/\/ (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
    module.comment = new Comment([{ kind: 'text', text: purpose }]);
    module.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: name }]));
  });
  app.renderer.defineRouter('repository', Router);
}

/** `docs/history.html`, whatever its heading is. */
class Router extends KindRouter {
  getIdealBaseName(reflection) {
    if (reflection.isDocument()) return fileOf(reflection).replace(/\.md$/, '');
    return super.getIdealBaseName(reflection);
  }
}

function fileOf(document) {
  return relative(root, document.project.files.getReflectionPath(document));
}

/** A package's pages are together, its README first. */
function groupOf(file) {
  const [top, folder] = file.split(sep);
  if (top === 'docs') return folder === 'examples' ? 'Examples' : 'Guide';
  if (top !== 'packages') return 'Project';
  return JSON.parse(readFileSync(join(root, top, folder, 'package.json'), 'utf8')).name;
}
