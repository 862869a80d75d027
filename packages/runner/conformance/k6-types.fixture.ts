// What @types/k6 declares, read with TypeScript's own interface: modules, their exports, members of types, values of constants.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { API, type Symbol as Declared, type Project, SymbolFlags } from 'typescript/unstable/sync';

const CONFIG = fileURLToPath(new URL('./k6-types/tsconfig.json', import.meta.url));
const TYPES = fileURLToPath(new URL('../../../node_modules/@types/k6', import.meta.url));
const VALUES = SymbolFlags.Function | SymbolFlags.Variable | SymbolFlags.Class;

export class K6Types {
  readonly #api = new API();
  readonly #project: Project;

  constructor() {
    const snapshot = this.#api.updateSnapshot({ openProjects: [CONFIG] });
    const [project] = snapshot.getProjects();
    if (!project) throw new Error(`${CONFIG} is no project`);
    this.#project = project;
  }

  close(): void {
    this.#api.close();
  }

  /** Names of all modules that have types, such as `k6/http`. */
  get modules(): string[] {
    const files = readdirSync(TYPES, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('index.d.ts'),
    );
    return files.map((file) => join('k6', dirname(file)).replaceAll('\\', '/')).sort();
  }

  /** Names of what a module exports as values; classes that are abstract are types only. */
  valuesOf(module: string): string[] {
    return this.#exportsOf(module)
      .filter((symbol) => (symbol.flags & VALUES) !== 0 && symbol.name !== 'default' && !this.#isAbstract(symbol))
      .map(({ name }) => name);
  }

  /** Names of everything that a module exports, types too. */
  namesOf(module: string): string[] {
    return this.#exportsOf(module).map(({ name }) => name);
  }

  /** Names of the fields and methods of a type, or of the type of a constant. */
  membersOf(module: string, name: string): string[] {
    const { checker } = this.#project;
    const symbol = this.#exportOf(module, name);
    const type =
      symbol.flags & SymbolFlags.Variable ? checker.getTypeOfSymbol(symbol) : checker.getDeclaredTypeOfSymbol(symbol);
    if (!type) throw new Error(`${module} ${name} has no type`);
    return checker
      .getPropertiesOfType(type)
      .map((member) => member.name)
      .filter((member) => member !== '__brand');
  }

  /** The type of a constant, or what an alias stands for, as TypeScript writes it. */
  textOf(module: string, name: string): string {
    const { checker } = this.#project;
    const symbol = this.#exportOf(module, name);
    const isVariable = (symbol.flags & SymbolFlags.Variable) !== 0;
    const type = isVariable ? checker.getTypeOfSymbol(symbol) : checker.getDeclaredTypeOfSymbol(symbol);
    const inFull = 8_388_608;
    return type ? checker.typeToString(type, undefined, inFull | 1) : '';
  }

  #exportsOf(module: string): readonly Declared[] {
    const file = this.#project.program.getSourceFile(join(TYPES, module.replace(/^k6\/?/, ''), 'index.d.ts'));
    const symbol = file && this.#project.checker.getSymbolAtLocation(file);
    if (!symbol) throw new Error(`${module} has no types`);
    return this.#project.checker.getExportsOfModule(symbol);
  }

  #exportOf(module: string, name: string): Declared {
    const found = this.#exportsOf(module).find((symbol) => symbol.name === name);
    if (!found) throw new Error(`${module} exports no ${name}`);
    return found;
  }

  #isAbstract(symbol: Declared): boolean {
    if ((symbol.flags & SymbolFlags.Class) === 0) return false;
    const file = symbol.declarations[0]?.resolve(this.#project);
    return file !== undefined && /\babstract class\b/.test(file.getText().split('{')[0] ?? '');
  }
}
