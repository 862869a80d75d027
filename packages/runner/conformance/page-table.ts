// The part of the conformance table about pages of HTML: the module k6/html and its objects.
import { partly, type Section, supported } from './rows.ts';

const TEST = 'html.test.ts';
const FINDS = `${TEST}: a Selection finds, narrows and walks as jQuery does`;
const TELLS = `${TEST}: a Selection tells of its nodes`;
const FIELDS = `${TEST}: fields of a form have their values, as text, list and object`;
const NODE = `${TEST}: an Element has the methods of its node`;
const KIND = `${TEST}: elements of a kind have methods of their own`;

export const PAGE_SECTIONS: readonly Section[] = [
  {
    title: 'k6/html',
    about: 'exports of the module k6/html',
    rows: [supported('parseHTML', 'a page as browsers read it: what is missing of it is added', FINDS)],
  },
  {
    title: 'k6/html Selection',
    about: 'methods of a set of nodes',
    rows: [
      supported(
        'children | closest | contents | find | parent | parents | parentsUntil',
        'nodes above and below',
        FINDS,
      ),
      supported('next | nextAll | nextUntil | prev | prevAll | prevUntil', 'nodes next to these', FINDS),
      supported('eq | first | last | slice', 'some by their place', FINDS),
      supported('filter | has | is | not', 'some by a selector, a Selection or a function, which may wait', FINDS),
      supported('attr | html | text | size | get | toArray', 'what is there', TELLS),
      partly(
        'data',
        'values of data-* attributes, numbers and JSON as jQuery reads them; the types of k6 say text, its documentation jQuery',
        TELLS,
      ),
      partly(
        'each',
        'calls a function for every Element; one that returns false goes on, which the documentation leaves open',
        `${TEST}: functions that a Selection calls may wait`,
      ),
      supported('map', 'what a function returns for each', `${TEST}: functions that a Selection calls may wait`),
      supported('val | serialize | serializeArray', 'values of fields', FIELDS),
      partly('serializeObject', 'of several fields of a name the last; the documentation leaves it open', FIELDS),
    ],
  },
  {
    title: 'k6/html Element',
    about: 'methods of one node',
    rows: [
      partly('nodeName', 'in lower case; the documentation leaves the case open', NODE),
      supported('nodeType | nodeValue | id | className | classList | lang | toString', 'what it is', NODE),
      supported('attributes | getAttribute | getAttributeNode | hasAttribute | hasAttributes', 'its attributes', NODE),
      supported(
        'childElementCount | childNodes | children | contains | firstChild | firstElementChild | hasChildNodes | lastChild | lastElementChild',
        'what is in it',
        NODE,
      ),
      supported('innerHTML | textContent | selection', 'its content', NODE),
      supported(
        'nextElementSibling | nextSibling | ownerDocument | parentElement | parentNode | previousElementSibling | previousSibling',
        'what is around it',
        NODE,
      ),
      supported(
        'getElementsByClassName | getElementsByTagName | matches | querySelector | querySelectorAll',
        'elements that fit',
        NODE,
      ),
      supported('isDefaultNamespace | isEqualNode | isSameNode | namespaceURI', 'comparisons', NODE),
    ],
  },
  {
    title: 'k6/html elements of a kind',
    about: 'further methods of some elements; others reflect an attribute, such as `href()` of a link',
    rows: [
      supported(
        'hash | host | hostname | origin | password | pathname | port | protocol | relList | search | text | username',
        'of links; the address has to be a whole URL',
        KIND,
      ),
      supported(
        'form | formAction | formEnctype | formMethod | formNoValidate | formTarget | labels | name | value | validity',
        'of fields of a form',
        KIND,
      ),
      supported('control | elements | length | method | type', 'of forms, groups and labels', KIND),
      supported(
        'defaultValue | disabled | index | label | max | options | position | selectedIndex | selectedOptions | size',
        'of choices, progress and output',
        KIND,
      ),
      supported(
        'caption | cellIndex | cells | rowIndex | rows | sectionRowIndex | span | tBodies | tFoot | tHead',
        'of tables',
        KIND,
      ),
      supported('areas | height | images | textTracks | width', 'of maps, canvases and media', KIND),
    ],
  },
];
