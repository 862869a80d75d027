// The part of the conformance table about k6/browser: the members of its objects. They need a Chromium, so none is called supported.
import { MISSING_DEVICES } from '../browser/surface.ts';
import { partly, type Row, refused, type Section } from './rows.ts';

const PAGES = 'browser/pages.long.test.ts';
const ELEMENTS = 'browser/elements.long.test.ts';
const EVENTS = 'browser/events.long.test.ts';

const SAME = `${ELEMENTS}: a page, a frame, a locator and a handle do the same to an element`;
const FOUND = `${ELEMENTS}: locators are found by what a user sees, filtered and counted`;
const OF_HANDLE = `${ELEMENTS}: a handle has what belongs to its element`;
const VALUES = `${ELEMENTS}: values of the page are used where they are, or brought to the script`;
const FRAMES = `${ELEMENTS}: frames are pages of their own within a page`;
const INPUT = `${ELEMENTS}: keyboard, mouse and touch reach what has the focus or is under them`;
const ITSELF = `${PAGES}: the browser tells what it is, and has one context at a time`;
const OPTIONS = `${PAGES}: a context is what its options say`;
const MORE_OPTIONS = `${PAGES}: a context may be offline, without scripts, a phone`;
const CERTIFICATES = `${PAGES}: certificates are checked unless the context or the run says otherwise`;
const COOKIES = `${PAGES}: cookies and scripts belong to a context`;
const NAVIGATION = `${PAGES}: a page goes forth and back, and waits for what comes`;
const NETWORK = `${PAGES}: requests and responses tell what went over the network`;
const HEARS = `${EVENTS}: page.on hears of the console, requests and responses, and of nothing it does not know`;
const ROUTES = `${EVENTS}: page.route fulfils, changes, aborts and lets through, while the page waits for it`;
const WAITS = `${EVENTS}: waits end with what was waited for, or at their timeout`;
const NAMES = `${EVENTS}: metric.tag sets one name for the samples of many URLs`;
const THROTTLED = `${EVENTS}: a throttled page takes longer; wrong profiles are refused`;

/** What a page and a frame do on a selector, a locator and a handle on their element. */
const onElement = (): Row[] => [
  partly(
    'click | dblclick | hover | tap | focus | dispatchEvent',
    'acts when the element can be acted on, or fails at the timeout',
    SAME,
  ),
  partly('fill | type | press | selectOption | check | uncheck | setChecked', 'changes a field as a user would', SAME),
  partly('innerHTML | innerText | textContent | getAttribute | inputValue', 'reads', SAME),
  partly('isChecked | isDisabled | isEditable | isEnabled | isHidden | isVisible', 'asks', SAME),
];

const locators = (test: string): Row[] => [
  partly(
    'locator | getByRole | getByAltText | getByLabel | getByText | getByTestId | getByPlaceholder | getByTitle',
    'stands for what is there when it is used',
    test,
  ),
];

/** One section a type of k6/browser; what comes in one way from the browser is in one row. */
const section = (kind: string, about: string, ...rows: Row[]): Section => ({
  title: `k6/browser ${kind}`,
  about,
  rows,
});

const WHOLE_ADDRESS = 'a text is the whole address, as a pattern only a regular expression';

export const BROWSER_SECTIONS: readonly Section[] = [
  section(
    'Browser',
    'the browser of a VU, started with the first call',
    partly('newContext | newPage', 'one context at a time', ITSELF),
    partly('closeContext | context', 'null when there is none', ITSELF),
    partly('isConnected | version | userAgent', 'starts the browser when it does not run', ITSELF),
  ),
  section(
    'BrowserType',
    'what `chromium` has',
    refused('connectOverCDP', 'on import of chromium: set K6_BROWSER_WS_URL', {
      script:
        "import { chromium } from 'k6/browser'; export default async function () { await chromium.connectOverCDP('ws://127.0.0.1:1'); }",
    }),
  ),
  section(
    'BrowserContext',
    'members of a context',
    partly('browser | pages | newPage | close', 'pages left open are closed with the iteration', ITSELF),
    partly('addCookies | cookies | clearCookies', 'cookies() of all addresses, or of those given', COOKIES),
    partly('addInitScript', 'a text, an object with `content`, or a function', COOKIES),
    partly('grantPermissions | clearPermissions | setGeolocation | setOffline', 'while the context lives', OPTIONS),
    partly('setDefaultTimeout | setDefaultNavigationTimeout', 'milliseconds', NAVIGATION),
    partly('waitForEvent', 'page', WAITS),
  ),
  section(
    'NewBrowserContextOptions',
    'options of newContext and newPage',
    partly(
      'locale | timezoneID | colorScheme | reducedMotion | userAgent | viewport | screen | deviceScaleFactor',
      'what pages see of their surroundings',
      OPTIONS,
    ),
    partly(
      'extraHTTPHeaders | httpCredentials | bypassCSP | geolocation | permissions | hasTouch',
      'what pages send and may do',
      OPTIONS,
    ),
    partly('isMobile | javaScriptEnabled | offline', 'off by default, scripts on', MORE_OPTIONS),
    partly('ignoreHTTPSErrors', 'the run option insecureSkipTLSVerify sets it too', CERTIFICATES),
  ),
  section(
    'devices',
    'descriptions of devices, known in the init context too; all that are not refused',
    refused(MISSING_DEVICES.join(' | '), 'when the script asks for it: the client does not describe it'),
  ),
  section(
    'Page',
    'members of a page',
    ...onElement(),
    ...locators(FOUND),
    partly('goto | goBack | goForward | reload', 'null without a response', NAVIGATION),
    partly('title | url | content | setContent | opener | workers', 'as the page is now', NAVIGATION),
    partly('isClosed | close | context', 'tells its last Web Vitals when it closes', ITSELF),
    partly('waitForURL | waitForNavigation', WHOLE_ADDRESS, NAVIGATION),
    partly('waitForFunction', 'polling `mutation` looks with each frame', NAVIGATION),
    partly('waitForLoadState | waitForSelector | waitForTimeout', 'or the timeout', NAVIGATION),
    partly('viewportSize | setViewportSize | emulateMedia | bringToFront', 'while the page lives', NAVIGATION),
    partly('screenshot', 'png or jpeg; a relative path is under the working directory', NAVIGATION),
    partly('setDefaultTimeout | setDefaultNavigationTimeout', 'milliseconds', NAVIGATION),
    partly('setExtraHTTPHeaders', 'of all requests from now on', OPTIONS),
    partly('$ | $$ | setInputFiles', 'null, or an empty list, when there is none', OF_HANDLE),
    partly('evaluate | evaluateHandle', 'the function travels as its text', VALUES),
    partly('frames | mainFrame', 'the page itself is one', FRAMES),
    partly('keyboard | mouse | touchscreen', 'input at a place, or to what has the focus', INPUT),
    partly('on', 'metric: the function is called once, and what it tags holds from then on', HEARS),
    partly('waitForEvent', 'console, request, requestfailed, requestfinished, response', WAITS),
    partly('waitForRequest | waitForResponse', WHOLE_ADDRESS, WAITS),
    partly('route | unroute | unrouteAll', `${WHOLE_ADDRESS}; the page's cache is off`, ROUTES),
    partly('throttleCPU | throttleNetwork | emulateVisionDeficiency', 'while the page lives', THROTTLED),
  ),
  section(
    'Frame',
    'members of a frame',
    ...onElement(),
    ...locators(FOUND),
    partly('childFrames | parentFrame | page | name | isDetached | frameElement', 'where it stands', FRAMES),
    partly('goto | url | title | content | setContent', 'a document of its own', FRAMES),
    partly('waitForURL | waitForNavigation', WHOLE_ADDRESS, FRAMES),
    partly('waitForFunction | waitForLoadState | waitForSelector | waitForTimeout', 'or the timeout', FRAMES),
    partly('$ | $$', 'null, or an empty list, when there is none', FRAMES),
    partly('evaluate | evaluateHandle', 'the function travels as its text', VALUES),
    partly('setInputFiles', 'files from memory', OF_HANDLE),
  ),
  section('FrameLocator', 'members of what contentFrame() of a locator returns', ...locators(FRAMES)),
  section(
    'Locator',
    'members of a locator',
    ...onElement(),
    ...locators(FOUND),
    partly('all | count | filter | first | last | nth', 'a filter has hasText and hasNotText', FOUND),
    partly('boundingBox | clear | pressSequentially | waitFor', 'on its element', FOUND),
    partly('evaluate | evaluateHandle', 'on its element', FOUND),
    partly('contentFrame', 'returns a FrameLocator', FRAMES),
  ),
  section(
    'ElementHandle',
    'members of a handle on an element',
    ...onElement(),
    partly('$ | $$ | waitForSelector | waitForElementState', 'below it, or its own', OF_HANDLE),
    partly('boundingBox | screenshot | scrollIntoViewIfNeeded | selectText | setInputFiles', 'on it', OF_HANDLE),
    partly('contentFrame | ownerFrame', 'null if it is not a frame', OF_HANDLE),
    partly('asElement | dispose | evaluate | evaluateHandle | getProperties', 'as a JSHandle', OF_HANDLE),
    partly('jsonValue', 'as a JSHandle', VALUES),
  ),
  section(
    'JSHandle',
    'members of a handle on a value in the page',
    partly(
      'asElement | dispose | evaluate | evaluateHandle | getProperties | jsonValue',
      'getProperties: a Map',
      VALUES,
    ),
  ),
  section('Keyboard', 'members of a keyboard', partly('down | insertText | press | type | up', 'to the focus', INPUT)),
  section('Mouse', 'members of a mouse', partly('click | dblclick | down | move | up', 'at a place', INPUT)),
  section('Touchscreen', 'members of a touch screen', partly('tap', 'in contexts with hasTouch', INPUT)),
  section(
    'Request',
    'members of a request',
    partly('allHeaders | headers | headersArray | headerValue | size', 'size: { body, headers } in bytes', NETWORK),
    partly('method | url | resourceType | isNavigationRequest | frame | postData | postDataBuffer', 'as sent', NETWORK),
    partly('failure | response | timing', 'null as long as there is none; timing in milliseconds', NETWORK),
  ),
  section(
    'Response',
    'members of a response',
    partly('body | json | status | statusText | ok | url | request | frame', 'as received', NETWORK),
    partly('text', 'not in the types', NETWORK),
    partly('allHeaders | headers | headersArray | headerValue | headerValues', 'names in lower case', NETWORK),
    partly('size | serverAddr', 'size: { body, headers } in bytes', NETWORK),
    partly('securityDetails', 'without sanList; null without TLS', NETWORK),
  ),
  section('Route', 'members of a route', partly('abort | continue | fulfill | request', 'in a handler', ROUTES)),
  section('Worker', 'members of a worker', partly('url', 'of its script', NAVIGATION)),
  section(
    'ConsoleMessage',
    'what a listener of console gets',
    partly('args | page | text | type', 'args: handles on the values', HEARS),
  ),
  section(
    'MetricMessage',
    'what a listener of metric gets',
    partly('tag', 'a rule for the samples of the page from then on', NAMES),
  ),
];
