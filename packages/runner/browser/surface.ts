// Which members of k6/browser's objects there are, and how each is answered. Host and guest agree on it. No imports.

/** How the members of one kind of object are answered. */
export interface Members {
  /** Answer through a promise. */
  calls?: readonly string[];
  /** Answer at once, from what the browser's client knows already. */
  asks?: readonly string[];
  /** Answer at once as well, but the VU waits for it. */
  waits?: readonly string[];
  /** Return an object that represents something in the page and is looked up when it is used. */
  builds?: Readonly<Record<string, Kind>>;
  /** Answered by the guest with the help of INTERNAL calls. */
  own?: readonly string[];
  /** Objects that hang on this one, as properties. */
  parts?: Readonly<Record<string, Kind>>;
}

export type Kind =
  | 'Browser'
  | 'BrowserContext'
  | 'Page'
  | 'Frame'
  | 'FrameLocator'
  | 'Locator'
  | 'ElementHandle'
  | 'JSHandle'
  | 'Keyboard'
  | 'Mouse'
  | 'Touchscreen'
  | 'Request'
  | 'Response'
  | 'Worker'
  | 'ConsoleMessage'
  | 'Route';

const LOCATORS: Readonly<Record<string, Kind>> = {
  locator: 'Locator',
  getByRole: 'Locator',
  getByAltText: 'Locator',
  getByLabel: 'Locator',
  getByText: 'Locator',
  getByTestId: 'Locator',
  getByPlaceholder: 'Locator',
  getByTitle: 'Locator',
};

/** On a selector of a page or frame; on an element or a locator without one. */
const ON_ELEMENT = [
  ...['check', 'uncheck', 'setChecked', 'click', 'dblclick', 'fill', 'focus', 'hover', 'tap', 'press', 'type'],
  ...['selectOption', 'dispatchEvent', 'innerHTML', 'innerText', 'textContent', 'getAttribute', 'inputValue'],
  ...['isChecked', 'isDisabled', 'isEnabled', 'isEditable', 'isHidden', 'isVisible'],
] as const;
const IN_DOCUMENT = [
  ...['$', '$$', 'content', 'evaluate', 'evaluateHandle', 'goto', 'setContent', 'setInputFiles', 'title'],
  ...['waitForFunction', 'waitForLoadState', 'waitForNavigation', 'waitForSelector', 'waitForTimeout', 'waitForURL'],
] as const;

export const SURFACE: Readonly<Record<Kind, Members>> = {
  Browser: {
    calls: ['newContext', 'newPage', 'closeContext'],
    asks: ['context'],
    waits: ['isConnected', 'userAgent', 'version'],
  },
  BrowserContext: {
    calls: [
      ...['addCookies', 'addInitScript', 'clearCookies', 'clearPermissions', 'close', 'cookies', 'grantPermissions'],
      ...['newPage', 'setGeolocation', 'setOffline'],
    ],
    asks: ['browser', 'pages', 'setDefaultNavigationTimeout', 'setDefaultTimeout'],
    own: ['waitForEvent'],
  },
  Page: {
    calls: [
      ...ON_ELEMENT,
      ...IN_DOCUMENT,
      ...['bringToFront', 'close', 'emulateMedia', 'goBack', 'goForward', 'opener', 'reload', 'screenshot'],
      ...['setExtraHTTPHeaders', 'setViewportSize', 'throttleCPU', 'throttleNetwork', 'emulateVisionDeficiency'],
      ...['unroute', 'unrouteAll', 'waitForRequest', 'waitForResponse'],
    ],
    asks: [
      ...['context', 'frames', 'isClosed', 'mainFrame', 'setDefaultNavigationTimeout', 'setDefaultTimeout', 'url'],
      ...['viewportSize', 'workers'],
    ],
    builds: LOCATORS,
    own: ['on', 'route', 'waitForEvent'],
    parts: { keyboard: 'Keyboard', mouse: 'Mouse', touchscreen: 'Touchscreen' },
  },
  Frame: {
    calls: [...ON_ELEMENT, ...IN_DOCUMENT, 'frameElement'],
    asks: ['childFrames', 'isDetached', 'name', 'page', 'parentFrame', 'url'],
    builds: LOCATORS,
  },
  FrameLocator: { builds: LOCATORS },
  Locator: {
    calls: [
      ...ON_ELEMENT,
      ...['boundingBox', 'clear', 'count', 'evaluate', 'evaluateHandle', 'pressSequentially', 'waitFor'],
    ],
    builds: {
      ...LOCATORS,
      ...{ contentFrame: 'FrameLocator', filter: 'Locator', first: 'Locator', last: 'Locator', nth: 'Locator' },
    },
    own: ['all'],
  },
  ElementHandle: {
    calls: [
      ...ON_ELEMENT,
      ...['$', '$$', 'asElement', 'boundingBox', 'contentFrame', 'dispose', 'evaluate', 'evaluateHandle'],
      ...['getProperties', 'jsonValue', 'ownerFrame', 'screenshot', 'scrollIntoViewIfNeeded', 'selectText'],
      ...['setInputFiles', 'waitForElementState', 'waitForSelector'],
    ],
  },
  JSHandle: { calls: ['asElement', 'dispose', 'evaluate', 'evaluateHandle', 'getProperties', 'jsonValue'] },
  Keyboard: { calls: ['down', 'insertText', 'press', 'type', 'up'] },
  Mouse: { calls: ['click', 'dblclick', 'down', 'move', 'up'] },
  Touchscreen: { calls: ['tap'] },
  Request: {
    calls: ['allHeaders', 'headersArray', 'headerValue', 'response', 'size'],
    asks: [
      ...['failure', 'frame', 'headers', 'isNavigationRequest', 'method', 'postData', 'postDataBuffer'],
      ...['resourceType', 'timing', 'url'],
    ],
  },
  Response: {
    calls: [
      ...['allHeaders', 'body', 'headersArray', 'headerValue', 'headerValues', 'json', 'securityDetails'],
      ...['serverAddr', 'size', 'text'],
    ],
    asks: ['frame', 'headers', 'ok', 'request', 'status', 'statusText', 'url'],
  },
  Worker: { asks: ['url'] },
  ConsoleMessage: { asks: ['args', 'page', 'text', 'type'] },
  Route: { calls: ['abort', 'continue', 'fulfill'], asks: ['request'] },
};

/** Calls that scripts do not see. */
export const INTERNAL = ['addMetricRule', 'device', 'route', 'subscribe', 'timeoutMs', 'unsubscribe'] as const;

/** Devices that k6 has and the browser's client has not. */
export const MISSING_DEVICES = ['iPad', 'iPad Pro', 'iPhone 4', 'iPhone 5', 'JioPhone 2'].flatMap((name) => [
  name,
  `${name} landscape`,
]);

/** One step from an object: a method with its arguments, or `.name` for a property. */
export type Step = [method: string, args: unknown[]];

/** An object by number, and the steps from there. Number 0 is the browser. */
export interface Target {
  id: number;
  steps: Step[];
}

/** [number of the tag set that samples get, target, method, arguments] */
export type BrowserRequest = [tagSet: number, target: Target, method: string, args: unknown[]];

/** Values that JSON does not have travel as an object with this one key. */
export const MARK = '$value';
/**
 * `bytes` in base64, on their way to the host; `stored` bytes by number, on their way from it; `function` as its text; `pattern` as source and flags; `object` as number and kind; `target` as it is;
 * `pairs` of a Map.
 */
export type Marked =
  | ['bytes', string]
  | ['stored', number]
  | ['function', string]
  | ['pattern', string, string]
  | ['object', number, Kind]
  | ['target', Target]
  | ['pairs', [unknown, unknown][]]
  | ['nothing'];
