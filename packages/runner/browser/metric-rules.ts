// What page.on('metric') is for: URLs that stand for one resource get one name, so that tags stay few.
import type { Page } from 'playwright-core';
import type { Tags } from '../tag-sets.ts';

/** One call of MetricMessage.tag(): a sample that matches gets `name` in place of its tags `url` and `name`. */
export interface MetricRule {
  name: string;
  matches: { url: RegExp; method?: string | undefined }[];
}

export class MetricRules {
  readonly #rules = new WeakMap<Page, MetricRule[]>();

  add(page: Page, rule: MetricRule): void {
    this.#rules.set(page, [...(this.#rules.get(page) ?? []), rule]);
  }

  /** The tags of a sample of this page; the first rule that matches counts. */
  apply(page: Page | undefined, tags: Tags): Tags {
    const rule = (page && this.#rules.get(page))?.find(({ matches }) => matches.some((one) => isMatch(one, tags)));
    return rule ? { ...tags, url: rule.name, name: rule.name } : tags;
  }
}

function isMatch({ url, method }: MetricRule['matches'][number], tags: Tags): boolean {
  if (method !== undefined && method !== tags.method) return false;
  return [tags.url, tags.name].some((text) => text !== undefined && text.search(url) >= 0);
}
