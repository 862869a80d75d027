// Stand-ins for what public scripts import from the web, in the style of the originals' builds.

/** jslib's k6-utils as it is built for require(): webpack's CommonJS. */
export const UTILS_COMMONJS = `!function(e,t){for(var r in t)e[r]=t[r]}(exports,function(e){var t={};function r(n){if(t[n])return t[n].exports;var o=t[n]={i:n,l:!1,exports:{}};return e[n].call(o.exports,o,o.exports,r),o.l=!0,o.exports}return r.m=e,r.c=t,r.d=function(e,t,n){r.o(e,t)||Object.defineProperty(e,t,{enumerable:!0,get:n})},r.r=function(e){"undefined"!=typeof Symbol&&Symbol.toStringTag&&Object.defineProperty(e,Symbol.toStringTag,{value:"Module"}),Object.defineProperty(e,"__esModule",{value:!0})},r.o=function(e,t){return Object.prototype.hasOwnProperty.call(e,t)},r(r.s=0)}([function(e,t,r){"use strict";r.r(t),r.d(t,"randomIntBetween",(function(){return o})),r.d(t,"uuidv4",(function(){return i})),r.d(t,"randomItem",(function(){return u}));var n=r(1);function o(e,t){return Math.floor(Math.random()*(t-e+1)+e)}function i(){return"xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g,(function(e){var t=16*Math.random()|0;return("x"===e?t:3&t|8).toString(16)}))}function u(e){return n.check(e,{"there are items":function(e){return e.length>0}}),e[Math.floor(Math.random()*e.length)]}},function(e,t){e.exports=require("k6")}]));`;

/** jslib's k6-utils as an ES module of two files. */
export const UTILS_MODULE = {
  '/utils/1.0/index.js': `import { check } from 'k6'; export { uuidv4 } from './lib/uuid.js?v=2';
export function randomIntBetween(min, max) { return Math.floor(Math.random() * (max - min + 1) + min); }
export function randomItem(items) { check(items, { 'there are items': (r) => r.length > 0 }); return items[Math.floor(Math.random() * items.length)]; }`,
  '/utils/1.0/lib/uuid.js?v=2': `import { digits } from '/shared.js';
export const uuidv4 = () => 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => digits[c === 'x' ? (Math.random() * 16) | 0 : 8]);`,
  '/shared.js': `export const digits = '0123456789abcdef';`,
};

/** jslib's k6-summary: one CommonJS file. */
export const SUMMARY = `var forEach = function (obj, callback) { for (var key in obj) { if (obj.hasOwnProperty(key)) { if (callback(key, obj[key])) break } } }
var defaultOptions = { indent: ' ', enableColors: true }
function generateTextSummary(data, options) {
  var mergedOpts = Object.assign({}, defaultOptions, data.options, options), lines = []
  forEach(data.metrics, function (name, metric) { lines.push(mergedOpts.indent + name + '...: ' + Object.keys(metric.values).join()) })
  data.root_group.checks.sort(function (a, b) { return a.name > b.name ? 1 : -1 })
  return lines.sort().join('\\n')
}
exports.humanizeValue = String
exports.textSummary = generateTextSummary`;

/** k6-reporter: a bundled module whose templates become functions when they are used. */
export const REPORTER = `var __getOwn = Object.getOwnPropertyNames; var __commonJS = (cb, mod) => function __require() { return mod || (0, cb[__getOwn(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports; };
var require_fs = __commonJS({ "(disabled):node_modules/fs"(exports) { exports.readFileSync = function () { throw new Error("no files"); }; } });
var require_ejs = __commonJS({ "node_modules/ejs/lib/ejs.js"(exports) {
  "use strict"; var fs = require_fs(), _DEFAULT_LOCALS_NAME = "locals";
  exports.compile = function compile(template) {
    var src = 'var __output = "";\\n with (' + _DEFAULT_LOCALS_NAME + ' || {}) {\\n' + template.split("%>").map(function (part) {
      var pieces = part.split("<%="); return '__output += ' + JSON.stringify(pieces[0]) + ';' + (pieces[1] ? '__output += escapeFn(' + pieces[1] + ');' : '');
    }).join("\\n") + '\\n}\\nreturn __output;';
    var fn = new Function(_DEFAULT_LOCALS_NAME + ", escapeFn", src);
    return function (data) { return fn.apply(this, [data, function (markup) { return markup == void 0 ? "" : String(markup).replace(/[&<>'"]/g, "_"); }]); };
  };
} });
var ejs = require_ejs();
export function htmlReport(data, opts = {}) {
  console.log("[k6-reporter v2.3.0] Generating HTML summary report");
  return ejs.compile("<html><title><%= title %></title><p><%= data.metrics.iterations.values.count %></p></html>")({ data, title: opts.title });
}`;
