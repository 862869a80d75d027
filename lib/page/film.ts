// A filmstrip: pictures of the page while it loads. Taking them slows the load, so its time counts nowhere.
import type { Browser, Page } from 'k6/browser';
import exec from 'k6/execution';
import { pageAudit } from '../../thresholds/baselines.ts';
import type { PageSite } from './site.ts';

const MOST_FRAMES = 8;
/** Share of JPEG's quality; what matters is how much of the page is there. */
const QUALITY = 50;

/** Whether the page was there in time. Never throws: a film that breaks off shows what it has. */
export async function filmPage(browser: Browser, site: PageSite): Promise<boolean> {
  const context = await browser.newContext(site.contextOptions);
  try {
    await film(await context.newPage(), site);
    return true;
  } catch (error) {
    console.error(`the page could not be filmed: ${error instanceof Error ? error.message : error}`);
    return false;
  } finally {
    await context.close();
  }
}

async function film(page: Page, site: PageSite): Promise<void> {
  // A page of which nothing has come yet cannot be drawn: a picture waits for it, and no longer than the page may take.
  page.setDefaultTimeout(pageAudit.navigationTimeout.valueMs);
  const startMs = Date.now();
  let isLoaded = false;
  const loading = page.goto(site.url, { waitUntil: 'load' }).finally(() => {
    isLoaded = true;
  });
  // Both may fail: the failure reaches those who wait for the second one.
  loading.catch(() => {});
  // The last frame is that of the loaded page.
  for (let frame = 1; frame < MOST_FRAMES && !isLoaded; frame += 1) {
    const isDrawn = await shoot(page, site, frame, startMs).then(
      () => true,
      () => false,
    );
    // A page that does not come says so itself.
    if (!isDrawn) break;
  }
  await loading;
  await shoot(page, site, MOST_FRAMES, startMs);
}

async function shoot(page: Page, site: PageSite, frame: number, startMs: number): Promise<void> {
  const { path, file } = site.picture(`frame-${exec.vu.idInTest}-${frame}.jpg`);
  await page.screenshot({ path, type: 'jpeg', quality: QUALITY });
  // The first picture waits for something to draw: what it shows is of its end.
  site.tell({ kind: 'frame', atMs: Date.now() - startMs, file });
}
