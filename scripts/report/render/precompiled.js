// Generated from the templates of this folder by `npm run templates`; do not edit.
export default {
  "report.md.hbs": {"0":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depth0, "label", {"start":{"line":5,"column":19},"end":{"line":5,"column":24}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":5,"column":30},"end":{"line":5,"column":35}} ), depth0)) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"unless").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(data,"last"),{"name":"unless","hash":{},"fn":container.program(1, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":37},"end":{"line":5,"column":68}}})) != null ? stack1 : "");
},"1":function(container,depth0,helpers,partials,data) {
    return " · ";
},"2":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "- **"
    + ((stack1 = alias2(alias1(depth0, "label", {"start":{"line":9,"column":6},"end":{"line":9,"column":11}} ), depth0)) != null ? stack1 : "")
    + "**: "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":9,"column":19},"end":{"line":9,"column":24}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"3":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\nOver the whole run:\n\n| Resource | Average | Peak | Table: normal | Table: peak | Limit | Peak of limit |\n|---|--:|--:|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"resourceRows"),{"name":"each","hash":{},"fn":container.program(4, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":27,"column":0},"end":{"line":29,"column":9}}})) != null ? stack1 : "");
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "resource", {"start":{"line":28,"column":4},"end":{"line":28,"column":12}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "avg", {"start":{"line":28,"column":19},"end":{"line":28,"column":22}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "peak", {"start":{"line":28,"column":29},"end":{"line":28,"column":33}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "normal", {"start":{"line":28,"column":40},"end":{"line":28,"column":46}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "tablePeak", {"start":{"line":28,"column":53},"end":{"line":28,"column":62}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "limit", {"start":{"line":28,"column":69},"end":{"line":28,"column":74}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "use", {"start":{"line":28,"column":81},"end":{"line":28,"column":84}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"5":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"validity"), "level", {"start":{"line":34,"column":2},"end":{"line":34,"column":16}} ), depth0)) != null ? stack1 : "")
    + ":\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"validity"),"reasons"),{"name":"each","hash":{},"fn":container.program(6, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":35,"column":0},"end":{"line":37,"column":9}}})) != null ? stack1 : "");
},"6":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "- "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"7":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"validity"), "level", {"start":{"line":39,"column":2},"end":{"line":39,"column":16}} ), depth0)) != null ? stack1 : "")
    + ": nothing speaks against quoting this run.\n";
},"8":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "### Page Loads\nA cold visit has nothing in the browser's cache, a warm one follows it. k6's own figure is over all loads of the page, those of the film and the audit included.\n\n| Verdict | Vital | Visit | Statistic | Value | Limit | P50 | P95 | Visits | k6's own |\n|---|---|---|---|--:|--:|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"vitals"),{"name":"each","hash":{},"fn":container.program(9, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":48,"column":0},"end":{"line":50,"column":9}}})) != null ? stack1 : "")
    + "\n| Visit | Visits | Over the network (p50) | Files (p50) |\n|---|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"visits"),{"name":"each","hash":{},"fn":container.program(10, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":54,"column":0},"end":{"line":56,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"phases"),"length"),{"name":"if","hash":{},"fn":container.program(11, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":57,"column":0},"end":{"line":64,"column":7}}})) != null ? stack1 : "")
    + "\n| Looked for | Found | Saves | Saves time |\n|---|---|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"audit"),{"name":"each","hash":{},"fn":container.program(13, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":68,"column":0},"end":{"line":70,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"slowest"),{"name":"if","hash":{},"fn":container.program(14, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":71,"column":0},"end":{"line":84,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"failures"),"length"),{"name":"if","hash":{},"fn":container.program(19, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":85,"column":0},"end":{"line":91,"column":7}}})) != null ? stack1 : "")
    + "\n";
},"9":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "verdict", {"start":{"line":49,"column":4},"end":{"line":49,"column":11}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":49,"column":18},"end":{"line":49,"column":22}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "visit", {"start":{"line":49,"column":29},"end":{"line":49,"column":34}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "statistic", {"start":{"line":49,"column":41},"end":{"line":49,"column":50}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":49,"column":57},"end":{"line":49,"column":62}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "limit", {"start":{"line":49,"column":69},"end":{"line":49,"column":74}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p50", {"start":{"line":49,"column":81},"end":{"line":49,"column":84}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p95", {"start":{"line":49,"column":91},"end":{"line":49,"column":94}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "samples", {"start":{"line":49,"column":101},"end":{"line":49,"column":108}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "k6", {"start":{"line":49,"column":115},"end":{"line":49,"column":117}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"10":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "visit", {"start":{"line":55,"column":4},"end":{"line":55,"column":9}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "visits", {"start":{"line":55,"column":16},"end":{"line":55,"column":22}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "weight", {"start":{"line":55,"column":29},"end":{"line":55,"column":35}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "files", {"start":{"line":55,"column":42},"end":{"line":55,"column":47}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"11":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n| Phase | Visit | Visits | Load P50 | Load P95 | LCP P75 | First byte P75 |\n|---|---|--:|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"pages"),"phases"),{"name":"each","hash":{},"fn":container.program(12, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":61,"column":0},"end":{"line":63,"column":9}}})) != null ? stack1 : "");
},"12":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "phase", {"start":{"line":62,"column":4},"end":{"line":62,"column":9}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "visit", {"start":{"line":62,"column":16},"end":{"line":62,"column":21}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "visits", {"start":{"line":62,"column":28},"end":{"line":62,"column":34}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p50", {"start":{"line":62,"column":41},"end":{"line":62,"column":44}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p95", {"start":{"line":62,"column":51},"end":{"line":62,"column":54}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "lcp", {"start":{"line":62,"column":61},"end":{"line":62,"column":64}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "ttfb", {"start":{"line":62,"column":71},"end":{"line":62,"column":75}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"13":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "what", {"start":{"line":69,"column":4},"end":{"line":69,"column":8}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "found", {"start":{"line":69,"column":15},"end":{"line":69,"column":20}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "bytes", {"start":{"line":69,"column":27},"end":{"line":69,"column":32}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "time", {"start":{"line":69,"column":39},"end":{"line":69,"column":43}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"14":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\nThe slowest load ("
    + ((stack1 = container.lambda(container.strict(lookupProperty(lookupProperty(depth0,"pages"),"slowest"), "title", {"start":{"line":73,"column":20},"end":{"line":73,"column":39}} ), depth0)) != null ? stack1 : "")
    + "): "
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"slowest"),"moments"),{"name":"each","hash":{},"fn":container.program(15, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":73,"column":44},"end":{"line":73,"column":133}}})) != null ? stack1 : "")
    + ". The files that were complete last:\n\n| File | Kind | Asked for at | Wait | Answer | Transfer | Complete at | Size | Protocol | Note |\n|---|---|--:|--:|--:|--:|--:|--:|---|---|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"slowest"),"top"),{"name":"each","hash":{},"fn":container.program(17, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":77,"column":0},"end":{"line":79,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"slowest"),"omitted"),{"name":"if","hash":{},"fn":container.program(18, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":80,"column":0},"end":{"line":83,"column":7}}})) != null ? stack1 : "");
},"15":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = alias2(alias1(depth0, "label", {"start":{"line":73,"column":77},"end":{"line":73,"column":82}} ), depth0)) != null ? stack1 : "")
    + " "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":73,"column":87},"end":{"line":73,"column":92}} ), depth0)) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"unless").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(data,"last"),{"name":"unless","hash":{},"fn":container.program(16, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":73,"column":94},"end":{"line":73,"column":124}}})) != null ? stack1 : "");
},"16":function(container,depth0,helpers,partials,data) {
    return ", ";
},"17":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":78,"column":4},"end":{"line":78,"column":8}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "kind", {"start":{"line":78,"column":15},"end":{"line":78,"column":19}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "start", {"start":{"line":78,"column":26},"end":{"line":78,"column":31}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "wait", {"start":{"line":78,"column":38},"end":{"line":78,"column":42}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "answer", {"start":{"line":78,"column":49},"end":{"line":78,"column":55}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "transfer", {"start":{"line":78,"column":62},"end":{"line":78,"column":70}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "end", {"start":{"line":78,"column":77},"end":{"line":78,"column":80}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "size", {"start":{"line":78,"column":87},"end":{"line":78,"column":91}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "protocol", {"start":{"line":78,"column":98},"end":{"line":78,"column":106}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "note", {"start":{"line":78,"column":113},"end":{"line":78,"column":117}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"18":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n"
    + ((stack1 = container.lambda(container.strict(lookupProperty(lookupProperty(depth0,"pages"),"slowest"), "omitted", {"start":{"line":82,"column":2},"end":{"line":82,"column":23}} ), depth0)) != null ? stack1 : "")
    + ".\n";
},"19":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\nVisits that failed:\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"pages"),"failures"),{"name":"each","hash":{},"fn":container.program(20, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":88,"column":0},"end":{"line":90,"column":9}}})) != null ? stack1 : "");
},"20":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "- "
    + ((stack1 = alias2(alias1(depth0, "what", {"start":{"line":89,"column":4},"end":{"line":89,"column":8}} ), depth0)) != null ? stack1 : "")
    + ": "
    + ((stack1 = alias2(alias1(depth0, "message", {"start":{"line":89,"column":14},"end":{"line":89,"column":21}} ), depth0)) != null ? stack1 : "")
    + " (picture: "
    + ((stack1 = alias2(alias1(depth0, "file", {"start":{"line":89,"column":36},"end":{"line":89,"column":40}} ), depth0)) != null ? stack1 : "")
    + ")\n";
},"21":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "| Outcome | What | Statistic | Value | Limit | Margin |\n|---|---|---|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"limits"),"rows"),{"name":"each","hash":{},"fn":container.program(22, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":98,"column":0},"end":{"line":100,"column":9}}})) != null ? stack1 : "");
},"22":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "outcome", {"start":{"line":99,"column":4},"end":{"line":99,"column":11}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "subject", {"start":{"line":99,"column":18},"end":{"line":99,"column":25}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "statistic", {"start":{"line":99,"column":32},"end":{"line":99,"column":41}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":99,"column":48},"end":{"line":99,"column":53}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "limit", {"start":{"line":99,"column":60},"end":{"line":99,"column":65}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "margin", {"start":{"line":99,"column":72},"end":{"line":99,"column":78}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"23":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"limits"), "none", {"start":{"line":102,"column":2},"end":{"line":102,"column":13}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"24":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n"
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"limits"), "omitted", {"start":{"line":106,"column":2},"end":{"line":106,"column":16}} ), depth0)) != null ? stack1 : "")
    + ".\n";
},"25":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "### "
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "noun", {"start":{"line":110,"column":6},"end":{"line":110,"column":20}} ), depth0)) != null ? stack1 : "")
    + "s\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"place"),{"name":"if","hash":{},"fn":container.program(26, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":111,"column":0},"end":{"line":114,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"endpoints"),"rows"),"length"),{"name":"if","hash":{},"fn":container.program(27, data, 0, blockParams, depths),"inverse":container.program(32, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":115,"column":0},"end":{"line":123,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"omitted"),{"name":"if","hash":{},"fn":container.program(33, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":124,"column":0},"end":{"line":127,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"plan"),"length"),{"name":"if","hash":{},"fn":container.program(34, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":128,"column":0},"end":{"line":137,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"aboveTarget"),"rows"),"length"),{"name":"if","hash":{},"fn":container.program(36, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":138,"column":0},"end":{"line":144,"column":7}}})) != null ? stack1 : "");
},"26":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "Figures of the "
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "place", {"start":{"line":112,"column":17},"end":{"line":112,"column":32}} ), depth0)) != null ? stack1 : "")
    + " phase.\n\n";
},"27":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "| "
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "noun", {"start":{"line":116,"column":4},"end":{"line":116,"column":18}} ), depth0)) != null ? stack1 : "")
    + " | Requests | Errors | Average | P50 | P95 | P99 |"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"hasBaselines"),{"name":"if","hash":{},"fn":container.program(28, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":116,"column":70},"end":{"line":116,"column":157}}})) != null ? stack1 : "")
    + "\n|---|--:|--:|--:|--:|--:|--:|"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"hasBaselines"),{"name":"if","hash":{},"fn":container.program(29, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":117,"column":29},"end":{"line":117,"column":74}}})) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"rows"),{"name":"each","hash":{},"fn":container.program(30, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":118,"column":0},"end":{"line":120,"column":9}}})) != null ? stack1 : "");
},"28":function(container,depth0,helpers,partials,data) {
    return " Over p95 limit | Baseline avg / p50 / p95 / p99 |";
},"29":function(container,depth0,helpers,partials,data) {
    return "--:|--:|";
},"30":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "| "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":119,"column":4},"end":{"line":119,"column":8}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "requests", {"start":{"line":119,"column":15},"end":{"line":119,"column":23}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "errors", {"start":{"line":119,"column":30},"end":{"line":119,"column":36}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "avg", {"start":{"line":119,"column":43},"end":{"line":119,"column":46}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p50", {"start":{"line":119,"column":53},"end":{"line":119,"column":56}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p95", {"start":{"line":119,"column":63},"end":{"line":119,"column":66}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p99", {"start":{"line":119,"column":73},"end":{"line":119,"column":76}} ), depth0)) != null ? stack1 : "")
    + " |"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depths[1],"endpoints"),"hasBaselines"),{"name":"if","hash":{},"fn":container.program(31, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":119,"column":80},"end":{"line":119,"column":151}}})) != null ? stack1 : "")
    + "\n";
},"31":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return " "
    + ((stack1 = alias2(alias1(depth0, "overLimit", {"start":{"line":119,"column":116},"end":{"line":119,"column":125}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "baseline", {"start":{"line":119,"column":132},"end":{"line":119,"column":140}} ), depth0)) != null ? stack1 : "")
    + " |";
},"32":function(container,depth0,helpers,partials,data) {
    return "The summary does not tell endpoints apart.\n";
},"33":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n"
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "omitted", {"start":{"line":126,"column":2},"end":{"line":126,"column":19}} ), depth0)) != null ? stack1 : "")
    + ".\n";
},"34":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\nResponse time from the planned start (coordinated omission): above the service time where an earlier, slow answer held a request up.\n\n| Endpoint | P95 | P95 from plan | P99 | P99 from plan |\n|---|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"plan"),{"name":"each","hash":{},"fn":container.program(35, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":134,"column":0},"end":{"line":136,"column":9}}})) != null ? stack1 : "");
},"35":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":135,"column":4},"end":{"line":135,"column":8}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p95", {"start":{"line":135,"column":15},"end":{"line":135,"column":18}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "fromPlanP95", {"start":{"line":135,"column":25},"end":{"line":135,"column":36}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p99", {"start":{"line":135,"column":43},"end":{"line":135,"column":46}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "fromPlanP99", {"start":{"line":135,"column":53},"end":{"line":135,"column":64}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"36":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\nAbove the API target ("
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"aboveTarget"), "target", {"start":{"line":140,"column":24},"end":{"line":140,"column":42}} ), depth0)) != null ? stack1 : "")
    + "):\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"aboveTarget"),"rows"),{"name":"each","hash":{},"fn":container.program(37, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":141,"column":0},"end":{"line":143,"column":9}}})) != null ? stack1 : "");
},"37":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "- "
    + ((stack1 = alias2(alias1(depth0, "name", {"start":{"line":142,"column":4},"end":{"line":142,"column":8}} ), depth0)) != null ? stack1 : "")
    + ": baseline "
    + ((stack1 = alias2(alias1(depth0, "baseline", {"start":{"line":142,"column":23},"end":{"line":142,"column":31}} ), depth0)) != null ? stack1 : "")
    + ", measured "
    + ((stack1 = alias2(alias1(depth0, "measured", {"start":{"line":142,"column":46},"end":{"line":142,"column":54}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"38":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### Failed Requests\nCounts are of the whole run. Samples are the earliest of their kind in the log of the run, which `perf run` keeps.\n\n| "
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "noun", {"start":{"line":151,"column":4},"end":{"line":151,"column":18}} ), depth0)) != null ? stack1 : "")
    + " | Status | Count | Meaning | Sample |\n|---|---|--:|---|---|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"failures"),{"name":"each","hash":{},"fn":container.program(39, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":153,"column":0},"end":{"line":155,"column":9}}})) != null ? stack1 : "");
},"39":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "endpoint", {"start":{"line":154,"column":4},"end":{"line":154,"column":12}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "kind", {"start":{"line":154,"column":19},"end":{"line":154,"column":23}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "count", {"start":{"line":154,"column":30},"end":{"line":154,"column":35}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "meaning", {"start":{"line":154,"column":42},"end":{"line":154,"column":49}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "sample", {"start":{"line":154,"column":56},"end":{"line":154,"column":62}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"40":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### Load Steps\n| Step | Time | "
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"time"), "loadUnit", {"start":{"line":161,"column":18},"end":{"line":161,"column":31}} ), depth0)) != null ? stack1 : "")
    + " | Requests | Errors | Average | P50 | P95 | P99 |\n|---|---|--:|--:|--:|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"steps"),{"name":"each","hash":{},"fn":container.program(41, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":163,"column":0},"end":{"line":165,"column":9}}})) != null ? stack1 : "");
},"41":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "step", {"start":{"line":164,"column":4},"end":{"line":164,"column":8}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "time", {"start":{"line":164,"column":15},"end":{"line":164,"column":19}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "load", {"start":{"line":164,"column":26},"end":{"line":164,"column":30}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "rate", {"start":{"line":164,"column":37},"end":{"line":164,"column":41}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "errors", {"start":{"line":164,"column":48},"end":{"line":164,"column":54}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "avg", {"start":{"line":164,"column":61},"end":{"line":164,"column":64}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p50", {"start":{"line":164,"column":71},"end":{"line":164,"column":74}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p95", {"start":{"line":164,"column":81},"end":{"line":164,"column":84}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p99", {"start":{"line":164,"column":91},"end":{"line":164,"column":94}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"42":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### Recovery\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"recovery"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":170,"column":0},"end":{"line":172,"column":9}}})) != null ? stack1 : "");
},"43":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### First to Saturate\nBy the averages of windows, response time by their p95.\n\n| Layer | Reached at | "
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"time"), "loadUnit", {"start":{"line":179,"column":25},"end":{"line":179,"column":38}} ), depth0)) != null ? stack1 : "")
    + " | Highest window | Limit | Highest of limit |\n|---|--:|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"layers"),{"name":"each","hash":{},"fn":container.program(44, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":181,"column":0},"end":{"line":183,"column":9}}})) != null ? stack1 : "");
},"44":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "layer", {"start":{"line":182,"column":4},"end":{"line":182,"column":9}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "when", {"start":{"line":182,"column":16},"end":{"line":182,"column":20}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "load", {"start":{"line":182,"column":27},"end":{"line":182,"column":31}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "peak", {"start":{"line":182,"column":38},"end":{"line":182,"column":42}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "limit", {"start":{"line":182,"column":49},"end":{"line":182,"column":54}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "use", {"start":{"line":182,"column":61},"end":{"line":182,"column":64}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"45":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### Drift in the Hold\n| Measure | From | To | Change | Slope | 95 % interval | Verdict | Limit reached in |\n|---|--:|--:|--:|--:|--:|---|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"drifts"),{"name":"each","hash":{},"fn":container.program(46, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":190,"column":0},"end":{"line":192,"column":9}}})) != null ? stack1 : "");
},"46":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "measure", {"start":{"line":191,"column":4},"end":{"line":191,"column":11}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "from", {"start":{"line":191,"column":18},"end":{"line":191,"column":22}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "to", {"start":{"line":191,"column":29},"end":{"line":191,"column":31}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "change", {"start":{"line":191,"column":38},"end":{"line":191,"column":44}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "slope", {"start":{"line":191,"column":51},"end":{"line":191,"column":56}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "interval", {"start":{"line":191,"column":63},"end":{"line":191,"column":71}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "sure", {"start":{"line":191,"column":78},"end":{"line":191,"column":82}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "until", {"start":{"line":191,"column":89},"end":{"line":191,"column":94}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"47":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### Raw Points\n"
    + ((stack1 = alias2(alias1(lookupProperty(depth0,"points"), "source", {"start":{"line":197,"column":2},"end":{"line":197,"column":15}} ), depth0)) != null ? stack1 : "")
    + "; "
    + ((stack1 = alias2(alias1(lookupProperty(depth0,"points"), "agreement", {"start":{"line":197,"column":21},"end":{"line":197,"column":37}} ), depth0)) != null ? stack1 : "")
    + ".\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(lookupProperty(depth0,"points"),"tables"),{"name":"each","hash":{},"fn":container.program(48, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":198,"column":0},"end":{"line":205,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"points"),"errors"),"length"),{"name":"if","hash":{},"fn":container.program(50, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":206,"column":0},"end":{"line":213,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"points"),"errorsOmitted"),{"name":"if","hash":{},"fn":container.program(52, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":214,"column":0},"end":{"line":217,"column":7}}})) != null ? stack1 : "");
},"48":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n| "
    + ((stack1 = container.lambda(container.strict(depth0, "tag", {"start":{"line":200,"column":4},"end":{"line":200,"column":7}} ), depth0)) != null ? stack1 : "")
    + " | Requests | Errors | Average | P50 | P90 | P95 | P99 | Slowest |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"rows"),{"name":"each","hash":{},"fn":container.program(49, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":202,"column":0},"end":{"line":204,"column":9}}})) != null ? stack1 : "");
},"49":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "value", {"start":{"line":203,"column":4},"end":{"line":203,"column":9}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "requests", {"start":{"line":203,"column":16},"end":{"line":203,"column":24}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "errors", {"start":{"line":203,"column":31},"end":{"line":203,"column":37}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "avg", {"start":{"line":203,"column":44},"end":{"line":203,"column":47}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p50", {"start":{"line":203,"column":54},"end":{"line":203,"column":57}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p90", {"start":{"line":203,"column":64},"end":{"line":203,"column":67}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p95", {"start":{"line":203,"column":74},"end":{"line":203,"column":77}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "p99", {"start":{"line":203,"column":84},"end":{"line":203,"column":87}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "max", {"start":{"line":203,"column":94},"end":{"line":203,"column":97}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"50":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n| Failed at | Status | Error code | Count | Sample |\n|---|---|---|--:|---|\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"points"),"errors"),{"name":"each","hash":{},"fn":container.program(51, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":210,"column":0},"end":{"line":212,"column":9}}})) != null ? stack1 : "");
},"51":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "| "
    + ((stack1 = alias2(alias1(depth0, "place", {"start":{"line":211,"column":4},"end":{"line":211,"column":9}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "status", {"start":{"line":211,"column":16},"end":{"line":211,"column":22}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "code", {"start":{"line":211,"column":29},"end":{"line":211,"column":33}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "count", {"start":{"line":211,"column":40},"end":{"line":211,"column":45}} ), depth0)) != null ? stack1 : "")
    + " | "
    + ((stack1 = alias2(alias1(depth0, "sample", {"start":{"line":211,"column":52},"end":{"line":211,"column":58}} ), depth0)) != null ? stack1 : "")
    + " |\n";
},"52":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n"
    + ((stack1 = container.lambda(container.strict(lookupProperty(depth0,"points"), "errorsOmitted", {"start":{"line":216,"column":2},"end":{"line":216,"column":22}} ), depth0)) != null ? stack1 : "")
    + ".\n";
},"53":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"findings"),{"name":"each","hash":{},"fn":container.program(54, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":222,"column":0},"end":{"line":224,"column":9}}})) != null ? stack1 : "");
},"54":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda;

  return "1. **"
    + ((stack1 = alias2(alias1(depth0, "severity", {"start":{"line":223,"column":7},"end":{"line":223,"column":15}} ), depth0)) != null ? stack1 : "")
    + "** - "
    + ((stack1 = alias2(alias1(depth0, "title", {"start":{"line":223,"column":24},"end":{"line":223,"column":29}} ), depth0)) != null ? stack1 : "")
    + ". "
    + ((stack1 = alias2(alias1(depth0, "evidence", {"start":{"line":223,"column":35},"end":{"line":223,"column":43}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"55":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "1. "
    + ((stack1 = container.lambda(container.strict(depth0, "noFindings", {"start":{"line":226,"column":5},"end":{"line":226,"column":15}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"56":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"recommendations"),{"name":"each","hash":{},"fn":container.program(57, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":231,"column":0},"end":{"line":233,"column":9}}})) != null ? stack1 : "");
},"57":function(container,depth0,helpers,partials,data) {
    var stack1;

  return "1. "
    + ((stack1 = container.lambda(depth0, depth0)) != null ? stack1 : "")
    + "\n";
},"58":function(container,depth0,helpers,partials,data) {
    return "1. None.\n";
},"59":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "\n### Notes\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"notes"),{"name":"each","hash":{},"fn":container.program(6, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":240,"column":0},"end":{"line":242,"column":9}}})) != null ? stack1 : "");
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "## "
    + ((stack1 = alias2(alias1(depth0, "title", {"start":{"line":1,"column":5},"end":{"line":1,"column":10}} ), depth0)) != null ? stack1 : "")
    + "\n\n**"
    + ((stack1 = alias2(alias1(depth0, "verdict", {"start":{"line":3,"column":4},"end":{"line":3,"column":11}} ), depth0)) != null ? stack1 : "")
    + "**: "
    + ((stack1 = alias2(alias1(depth0, "headline", {"start":{"line":3,"column":19},"end":{"line":3,"column":27}} ), depth0)) != null ? stack1 : "")
    + "\n\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"context"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":5,"column":0},"end":{"line":5,"column":77}}})) != null ? stack1 : "")
    + "\n\n### Test Configuration\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"configuration"),{"name":"each","hash":{},"fn":container.program(2, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":8,"column":0},"end":{"line":10,"column":9}}})) != null ? stack1 : "")
    + "\n### Results Summary\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"results"),{"name":"each","hash":{},"fn":container.program(2, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":13,"column":0},"end":{"line":15,"column":9}}})) != null ? stack1 : "")
    + "\n### Resource Usage\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias3,lookupProperty(depth0,"resources"),{"name":"each","hash":{},"fn":container.program(2, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":18,"column":0},"end":{"line":20,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"resourceRows"),"length"),{"name":"if","hash":{},"fn":container.program(3, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":21,"column":0},"end":{"line":30,"column":7}}})) != null ? stack1 : "")
    + "\n### Validity\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"validity"),"reasons"),"length"),{"name":"if","hash":{},"fn":container.program(5, data, 0, blockParams, depths),"inverse":container.program(7, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":33,"column":0},"end":{"line":40,"column":7}}})) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"pages"),{"name":"if","hash":{},"fn":container.program(8, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":42,"column":0},"end":{"line":93,"column":7}}})) != null ? stack1 : "")
    + "### Limits\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"limits"),"rows"),"length"),{"name":"if","hash":{},"fn":container.program(21, data, 0, blockParams, depths),"inverse":container.program(23, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":95,"column":0},"end":{"line":103,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"limits"),"omitted"),{"name":"if","hash":{},"fn":container.program(24, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":104,"column":0},"end":{"line":107,"column":7}}})) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"endpoints"),"isShown"),{"name":"if","hash":{},"fn":container.program(25, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":109,"column":0},"end":{"line":145,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"failures"),"length"),{"name":"if","hash":{},"fn":container.program(38, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":146,"column":0},"end":{"line":156,"column":7}}})) != null ? stack1 : "")
    + "\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"steps"),"length"),{"name":"if","hash":{},"fn":container.program(40, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":158,"column":0},"end":{"line":166,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"recovery"),"length"),{"name":"if","hash":{},"fn":container.program(42, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":167,"column":0},"end":{"line":173,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"layers"),"length"),{"name":"if","hash":{},"fn":container.program(43, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":174,"column":0},"end":{"line":184,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"drifts"),"length"),{"name":"if","hash":{},"fn":container.program(45, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":185,"column":0},"end":{"line":193,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(depth0,"points"),{"name":"if","hash":{},"fn":container.program(47, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":194,"column":0},"end":{"line":218,"column":7}}})) != null ? stack1 : "")
    + "\n### Findings\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"findings"),"length"),{"name":"if","hash":{},"fn":container.program(53, data, 0, blockParams, depths),"inverse":container.program(55, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":221,"column":0},"end":{"line":227,"column":7}}})) != null ? stack1 : "")
    + "\n### Recommendations\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"recommendations"),"length"),{"name":"if","hash":{},"fn":container.program(56, data, 0, blockParams, depths),"inverse":container.program(58, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":230,"column":0},"end":{"line":236,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias3,lookupProperty(lookupProperty(depth0,"notes"),"length"),{"name":"if","hash":{},"fn":container.program(59, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":237,"column":0},"end":{"line":243,"column":7}}})) != null ? stack1 : "")
    + "\n**Tested By**: "
    + ((stack1 = alias2(alias1(depth0, "testedBy", {"start":{"line":245,"column":17},"end":{"line":245,"column":25}} ), depth0)) != null ? stack1 : "")
    + "\n**Reviewed By**: "
    + ((stack1 = alias2(alias1(depth0, "reviewedBy", {"start":{"line":246,"column":19},"end":{"line":246,"column":29}} ), depth0)) != null ? stack1 : "")
    + "\n";
},"useData":true,"useDepths":true},
  "report.html.hbs": {"0":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<div><dt>"
    + alias3(alias2(alias1(depth0, "label", {"start":{"line":17,"column":11},"end":{"line":17,"column":16}} ), depth0))
    + "</dt><dd>"
    + alias3(alias2(alias1(depth0, "value", {"start":{"line":17,"column":29},"end":{"line":17,"column":34}} ), depth0))
    + "</dd></div>\n";
},"1":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<ul>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"validity"),"reasons"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":52,"column":0},"end":{"line":54,"column":9}}})) != null ? stack1 : "")
    + "</ul>\n";
},"2":function(container,depth0,helpers,partials,data) {
    return "<li>"
    + container.escapeExpression(container.lambda(depth0, depth0))
    + "</li>\n";
},"3":function(container,depth0,helpers,partials,data) {
    return "<p>Nothing speaks against quoting this run.</p>\n";
},"4":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<ol class=\"findings\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"findings"),{"name":"each","hash":{},"fn":container.program(5, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":64,"column":0},"end":{"line":66,"column":9}}})) != null ? stack1 : "")
    + "</ol>\n";
},"5":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<li class=\""
    + alias3(alias2(alias1(depth0, "severity", {"start":{"line":65,"column":13},"end":{"line":65,"column":21}} ), depth0))
    + "\"><strong>"
    + alias3(alias2(alias1(depth0, "severity", {"start":{"line":65,"column":35},"end":{"line":65,"column":43}} ), depth0))
    + "</strong> "
    + alias3(alias2(alias1(depth0, "title", {"start":{"line":65,"column":57},"end":{"line":65,"column":62}} ), depth0))
    + ". <span class=\"evidence\">"
    + alias3(alias2(alias1(depth0, "evidence", {"start":{"line":65,"column":91},"end":{"line":65,"column":99}} ), depth0))
    + "</span></li>\n";
},"6":function(container,depth0,helpers,partials,data) {
    return "<p>"
    + container.escapeExpression(container.lambda(container.strict(depth0, "noFindings", {"start":{"line":69,"column":5},"end":{"line":69,"column":15}} ), depth0))
    + "</p>\n";
},"7":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<ol>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"recommendations"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":76,"column":0},"end":{"line":78,"column":9}}})) != null ? stack1 : "")
    + "</ol>\n";
},"8":function(container,depth0,helpers,partials,data) {
    return "<p>None.</p>\n";
},"9":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"pages\">\n<h2 id=\"pages\">Page Loads</h2>\n<p class=\"how\">A cold visit has nothing in the browser's cache, a warm one follows it. The limit's statistic is judged; k6's own figure is over all loads of the page, those of the film and the audit included.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"pages\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Vital</th><th scope=\"col\">Visit</th><th scope=\"col\">Statistic</th><th scope=\"col\" class=\"n\">Value</th><th scope=\"col\" class=\"n\">Limit</th><th scope=\"col\" class=\"n\">P50</th><th scope=\"col\" class=\"n\">P95</th><th scope=\"col\" class=\"n\">Visits</th><th scope=\"col\" class=\"n\">k6's own</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"vitals"),{"name":"each","hash":{},"fn":container.program(10, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":92,"column":0},"end":{"line":94,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n<h3 id=\"weight\">Weight</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"weight\">\n<table>\n<thead><tr><th scope=\"col\">Visit</th><th scope=\"col\" class=\"n\">Visits</th><th scope=\"col\" class=\"n\">Over the network (p50)</th><th scope=\"col\" class=\"n\">Files (p50)</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"visits"),{"name":"each","hash":{},"fn":container.program(11, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":103,"column":0},"end":{"line":105,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"phases"),"length"),{"name":"if","hash":{},"fn":container.program(12, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":109,"column":0},"end":{"line":121,"column":7}}})) != null ? stack1 : "")
    + "<h3 id=\"audit\">Audit</h3>\n<p class=\"how\">What a visit would save, measured on the page's own files.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"audit\">\n<table>\n<thead><tr><th scope=\"col\">Looked for</th><th scope=\"col\">Found</th><th scope=\"col\" class=\"n\">Saves</th><th scope=\"col\" class=\"n\">Saves time</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"audit"),{"name":"each","hash":{},"fn":container.program(14, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":128,"column":0},"end":{"line":130,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"slowest"),{"name":"if","hash":{},"fn":container.program(15, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":134,"column":0},"end":{"line":152,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"media"),"frames"),"length"),{"name":"if","hash":{},"fn":container.program(17, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":153,"column":0},"end":{"line":160,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"failures"),"length"),{"name":"if","hash":{},"fn":container.program(19, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":161,"column":0},"end":{"line":175,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"windows"),"length"),{"name":"if","hash":{},"fn":container.program(22, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":176,"column":0},"end":{"line":190,"column":7}}})) != null ? stack1 : "")
    + "</section>\n";
},"10":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr class=\""
    + alias3(alias2(alias1(depth0, "kind", {"start":{"line":93,"column":13},"end":{"line":93,"column":17}} ), depth0))
    + "\"><td>"
    + alias3(alias2(alias1(depth0, "verdict", {"start":{"line":93,"column":27},"end":{"line":93,"column":34}} ), depth0))
    + "</td><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "name", {"start":{"line":93,"column":59},"end":{"line":93,"column":63}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "visit", {"start":{"line":93,"column":76},"end":{"line":93,"column":81}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "statistic", {"start":{"line":93,"column":94},"end":{"line":93,"column":103}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "value", {"start":{"line":93,"column":126},"end":{"line":93,"column":131}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "limit", {"start":{"line":93,"column":154},"end":{"line":93,"column":159}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p50", {"start":{"line":93,"column":182},"end":{"line":93,"column":185}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":93,"column":208},"end":{"line":93,"column":211}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "samples", {"start":{"line":93,"column":234},"end":{"line":93,"column":241}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "k6", {"start":{"line":93,"column":264},"end":{"line":93,"column":266}} ), depth0))
    + "</td></tr>\n";
},"11":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "visit", {"start":{"line":104,"column":22},"end":{"line":104,"column":27}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "visits", {"start":{"line":104,"column":50},"end":{"line":104,"column":56}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "weight", {"start":{"line":104,"column":79},"end":{"line":104,"column":85}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "files", {"start":{"line":104,"column":108},"end":{"line":104,"column":113}} ), depth0))
    + "</td></tr>\n";
},"12":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3 id=\"page-phases\">Beside load on the API</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"page-phases\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Phase</th><th scope=\"col\">Visit</th><th scope=\"col\" class=\"n\">Visits</th><th scope=\"col\" class=\"n\">Load P50</th><th scope=\"col\" class=\"n\">Load P95</th><th scope=\"col\" class=\"n\">LCP P75</th><th scope=\"col\" class=\"n\">First byte P75</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"pages"),"phases"),{"name":"each","hash":{},"fn":container.program(13, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":115,"column":0},"end":{"line":117,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n";
},"13":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "phase", {"start":{"line":116,"column":22},"end":{"line":116,"column":27}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "visit", {"start":{"line":116,"column":40},"end":{"line":116,"column":45}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "visits", {"start":{"line":116,"column":68},"end":{"line":116,"column":74}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p50", {"start":{"line":116,"column":97},"end":{"line":116,"column":100}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":116,"column":123},"end":{"line":116,"column":126}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "lcp", {"start":{"line":116,"column":149},"end":{"line":116,"column":152}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "ttfb", {"start":{"line":116,"column":175},"end":{"line":116,"column":179}} ), depth0))
    + "</td></tr>\n";
},"14":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "what", {"start":{"line":129,"column":22},"end":{"line":129,"column":26}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "found", {"start":{"line":129,"column":39},"end":{"line":129,"column":44}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "bytes", {"start":{"line":129,"column":67},"end":{"line":129,"column":72}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "time", {"start":{"line":129,"column":95},"end":{"line":129,"column":99}} ), depth0))
    + "</td></tr>\n";
},"15":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.escapeExpression, alias2=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3 id=\"slowest\">The slowest load: "
    + alias1(container.lambda(container.strict(lookupProperty(lookupProperty(depth0,"pages"),"slowest"), "title", {"start":{"line":135,"column":37},"end":{"line":135,"column":56}} ), depth0))
    + "</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"slowest\">\n"
    + alias1(lookupProperty(helpers,"markup").call(alias2,lookupProperty(lookupProperty(depth0,"media"),"waterfall"),{"name":"markup","hash":{},"data":data,"loc":{"start":{"line":137,"column":0},"end":{"line":137,"column":26}}}))
    + "\n</div>\n<details>\n<summary>Every file in figures</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Every file in figures\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\">Kind</th><th scope=\"col\" class=\"n\">Asked for at</th><th scope=\"col\" class=\"n\">Wait</th><th scope=\"col\" class=\"n\">Answer</th><th scope=\"col\" class=\"n\">Transfer</th><th scope=\"col\" class=\"n\">Complete at</th><th scope=\"col\" class=\"n\">Size</th><th scope=\"col\">Protocol</th><th scope=\"col\">Note</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias2,lookupProperty(lookupProperty(lookupProperty(depth0,"pages"),"slowest"),"files"),{"name":"each","hash":{},"fn":container.program(16, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":145,"column":0},"end":{"line":147,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</details>\n";
},"16":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "name", {"start":{"line":146,"column":22},"end":{"line":146,"column":26}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "kind", {"start":{"line":146,"column":39},"end":{"line":146,"column":43}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "start", {"start":{"line":146,"column":66},"end":{"line":146,"column":71}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "wait", {"start":{"line":146,"column":94},"end":{"line":146,"column":98}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "answer", {"start":{"line":146,"column":121},"end":{"line":146,"column":127}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "transfer", {"start":{"line":146,"column":150},"end":{"line":146,"column":158}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "end", {"start":{"line":146,"column":181},"end":{"line":146,"column":184}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "size", {"start":{"line":146,"column":207},"end":{"line":146,"column":211}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "protocol", {"start":{"line":146,"column":224},"end":{"line":146,"column":232}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "note", {"start":{"line":146,"column":245},"end":{"line":146,"column":249}} ), depth0))
    + "</td></tr>\n";
},"17":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3>The page while it loads</h3>\n<ol class=\"film\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"media"),"frames"),{"name":"each","hash":{},"fn":container.program(18, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":156,"column":0},"end":{"line":158,"column":9}}})) != null ? stack1 : "")
    + "</ol>\n";
},"18":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<li><figure><img src=\""
    + alias3(alias2(alias1(depth0, "src", {"start":{"line":157,"column":24},"end":{"line":157,"column":27}} ), depth0))
    + "\" alt=\""
    + alias3(alias2(alias1(depth0, "alt", {"start":{"line":157,"column":38},"end":{"line":157,"column":41}} ), depth0))
    + "\"><figcaption>"
    + alias3(alias2(alias1(depth0, "caption", {"start":{"line":157,"column":59},"end":{"line":157,"column":66}} ), depth0))
    + "</figcaption></figure></li>\n";
},"19":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3>Visits that failed</h3>\n<ul>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"pages"),"failures"),{"name":"each","hash":{},"fn":container.program(20, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":164,"column":0},"end":{"line":166,"column":9}}})) != null ? stack1 : "")
    + "</ul>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"media"),"failures"),"length"),{"name":"if","hash":{},"fn":container.program(21, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":168,"column":0},"end":{"line":174,"column":7}}})) != null ? stack1 : "");
},"20":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<li>"
    + alias3(alias2(alias1(depth0, "what", {"start":{"line":165,"column":6},"end":{"line":165,"column":10}} ), depth0))
    + ": "
    + alias3(alias2(alias1(depth0, "message", {"start":{"line":165,"column":16},"end":{"line":165,"column":23}} ), depth0))
    + "</li>\n";
},"21":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<ul class=\"film\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"media"),"failures"),{"name":"each","hash":{},"fn":container.program(18, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":170,"column":0},"end":{"line":172,"column":9}}})) != null ? stack1 : "")
    + "</ul>\n";
},"22":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<details>\n<summary>Load time in every window</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Load time in every window\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Time</th><th scope=\"col\" class=\"n\">Cold (p50)</th><th scope=\"col\" class=\"n\">Warm (p50)</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"pages"),"windows"),{"name":"each","hash":{},"fn":container.program(23, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":183,"column":0},"end":{"line":185,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</details>\n";
},"23":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "time", {"start":{"line":184,"column":22},"end":{"line":184,"column":26}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "cold", {"start":{"line":184,"column":49},"end":{"line":184,"column":53}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "warm", {"start":{"line":184,"column":76},"end":{"line":184,"column":80}} ), depth0))
    + "</td></tr>\n";
},"24":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<p class=\"how\">Margin is how far the value is inside its limit, and in brackets the share of the limit; a minus sign is outside.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"limits\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Outcome</th><th scope=\"col\">What</th><th scope=\"col\">Statistic</th><th scope=\"col\" class=\"n\">Value</th><th scope=\"col\" class=\"n\">Limit</th><th scope=\"col\" class=\"n\">Margin</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"limits"),"rows"),{"name":"each","hash":{},"fn":container.program(25, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":201,"column":0},"end":{"line":203,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n";
},"25":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr class=\""
    + alias3(alias2(alias1(depth0, "kind", {"start":{"line":202,"column":13},"end":{"line":202,"column":17}} ), depth0))
    + "\"><td>"
    + alias3(alias2(alias1(depth0, "outcome", {"start":{"line":202,"column":27},"end":{"line":202,"column":34}} ), depth0))
    + "</td><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "subject", {"start":{"line":202,"column":59},"end":{"line":202,"column":66}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "statistic", {"start":{"line":202,"column":79},"end":{"line":202,"column":88}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "value", {"start":{"line":202,"column":111},"end":{"line":202,"column":116}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "limit", {"start":{"line":202,"column":139},"end":{"line":202,"column":144}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "margin", {"start":{"line":202,"column":167},"end":{"line":202,"column":173}} ), depth0))
    + "</td></tr>\n";
},"26":function(container,depth0,helpers,partials,data) {
    var lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<p>"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"limits"), "none", {"start":{"line":208,"column":5},"end":{"line":208,"column":16}} ), depth0))
    + "</p>\n";
},"27":function(container,depth0,helpers,partials,data) {
    var lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<p>"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"limits"), "omitted", {"start":{"line":211,"column":5},"end":{"line":211,"column":19}} ), depth0))
    + ".</p>\n";
},"28":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"endpoints\">\n<h2 id=\"endpoints\">"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "noun", {"start":{"line":216,"column":21},"end":{"line":216,"column":35}} ), depth0))
    + "s</h2>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"endpoints"),"rows"),"length"),{"name":"if","hash":{},"fn":container.program(29, data, 0, blockParams, depths),"inverse":container.program(35, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":217,"column":0},"end":{"line":236,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"omitted"),{"name":"if","hash":{},"fn":container.program(36, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":237,"column":0},"end":{"line":239,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"plan"),"length"),{"name":"if","hash":{},"fn":container.program(37, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":240,"column":0},"end":{"line":253,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"aboveTarget"),"rows"),"length"),{"name":"if","hash":{},"fn":container.program(39, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":254,"column":0},"end":{"line":261,"column":7}}})) != null ? stack1 : "")
    + "</section>\n";
},"29":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"place"),{"name":"if","hash":{},"fn":container.program(30, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":218,"column":0},"end":{"line":220,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"hasBaselines"),{"name":"if","hash":{},"fn":container.program(31, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":221,"column":0},"end":{"line":223,"column":7}}})) != null ? stack1 : "")
    + "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"endpoints\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "noun", {"start":{"line":226,"column":29},"end":{"line":226,"column":43}} ), depth0))
    + "</th><th scope=\"col\" class=\"n\">Requests</th><th scope=\"col\" class=\"n\">Errors</th><th scope=\"col\" class=\"n\">Average</th><th scope=\"col\" class=\"n\">P50</th><th scope=\"col\" class=\"n\">P95</th><th scope=\"col\" class=\"n\">P99</th>"
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"hasBaselines"),{"name":"if","hash":{},"fn":container.program(32, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":226,"column":266},"end":{"line":226,"column":387}}})) != null ? stack1 : "")
    + "</tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(lookupProperty(depth0,"endpoints"),"rows"),{"name":"each","hash":{},"fn":container.program(33, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":228,"column":0},"end":{"line":230,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n";
},"30":function(container,depth0,helpers,partials,data) {
    var lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<p class=\"how\">Figures of the "
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "place", {"start":{"line":219,"column":32},"end":{"line":219,"column":47}} ), depth0))
    + " phase.</p>\n";
},"31":function(container,depth0,helpers,partials,data) {
    return "<p class=\"how\">The last column is the endpoint's row in the table of baselines: average, p50, p95, p99.</p>\n";
},"32":function(container,depth0,helpers,partials,data) {
    return "<th scope=\"col\" class=\"n\">Over p95 limit</th><th scope=\"col\" class=\"n\">Baseline</th>";
},"33":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "name", {"start":{"line":229,"column":22},"end":{"line":229,"column":26}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "requests", {"start":{"line":229,"column":49},"end":{"line":229,"column":57}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "errors", {"start":{"line":229,"column":80},"end":{"line":229,"column":86}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "avg", {"start":{"line":229,"column":109},"end":{"line":229,"column":112}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p50", {"start":{"line":229,"column":135},"end":{"line":229,"column":138}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":229,"column":161},"end":{"line":229,"column":164}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p99", {"start":{"line":229,"column":187},"end":{"line":229,"column":190}} ), depth0))
    + "</td>"
    + ((stack1 = lookupProperty(helpers,"if").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depths[1],"endpoints"),"hasBaselines"),{"name":"if","hash":{},"fn":container.program(34, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":229,"column":197},"end":{"line":229,"column":300}}})) != null ? stack1 : "")
    + "</tr>\n";
},"34":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<td class=\"n\">"
    + alias3(alias2(alias1(depth0, "overLimit", {"start":{"line":229,"column":246},"end":{"line":229,"column":255}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "baseline", {"start":{"line":229,"column":278},"end":{"line":229,"column":286}} ), depth0))
    + "</td>";
},"35":function(container,depth0,helpers,partials,data) {
    return "<p>The summary does not tell endpoints apart.</p>\n";
},"36":function(container,depth0,helpers,partials,data) {
    var lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<p>"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "omitted", {"start":{"line":238,"column":5},"end":{"line":238,"column":22}} ), depth0))
    + ".</p>\n";
},"37":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3 id=\"plan\">Response time from the planned start</h3>\n<p class=\"how\">Counted from the moment that a request was due. Above the service time where an earlier, slow answer held it up (coordinated omission): closer to what users see who do not wait for each other.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"plan\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Endpoint</th><th scope=\"col\" class=\"n\">P95</th><th scope=\"col\" class=\"n\">P95 from plan</th><th scope=\"col\" class=\"n\">P99</th><th scope=\"col\" class=\"n\">P99 from plan</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"plan"),{"name":"each","hash":{},"fn":container.program(38, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":247,"column":0},"end":{"line":249,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n";
},"38":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "name", {"start":{"line":248,"column":22},"end":{"line":248,"column":26}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":248,"column":49},"end":{"line":248,"column":52}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "fromPlanP95", {"start":{"line":248,"column":75},"end":{"line":248,"column":86}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p99", {"start":{"line":248,"column":109},"end":{"line":248,"column":112}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "fromPlanP99", {"start":{"line":248,"column":135},"end":{"line":248,"column":146}} ), depth0))
    + "</td></tr>\n";
},"39":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3>Above the API target ("
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"aboveTarget"), "target", {"start":{"line":255,"column":28},"end":{"line":255,"column":46}} ), depth0))
    + ")</h3>\n<ul>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"aboveTarget"),"rows"),{"name":"each","hash":{},"fn":container.program(40, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":257,"column":0},"end":{"line":259,"column":9}}})) != null ? stack1 : "")
    + "</ul>\n";
},"40":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<li>"
    + alias3(alias2(alias1(depth0, "name", {"start":{"line":258,"column":6},"end":{"line":258,"column":10}} ), depth0))
    + ": baseline "
    + alias3(alias2(alias1(depth0, "baseline", {"start":{"line":258,"column":25},"end":{"line":258,"column":33}} ), depth0))
    + ", measured "
    + alias3(alias2(alias1(depth0, "measured", {"start":{"line":258,"column":48},"end":{"line":258,"column":56}} ), depth0))
    + "</li>\n";
},"41":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">Failed Requests</h2>\n<p class=\"how\">What the target answered when it did not answer well; error codes are k6's, counted over all endpoints. Counts are of the whole run. A sample is the earliest of its kind in the log of the run, which <code>perf run</code> keeps.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"failures\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"endpoints"), "noun", {"start":{"line":270,"column":29},"end":{"line":270,"column":43}} ), depth0))
    + "</th><th scope=\"col\">Status</th><th scope=\"col\" class=\"n\">Count</th><th scope=\"col\">Meaning</th><th scope=\"col\">Sample</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"failures"),{"name":"each","hash":{},"fn":container.program(42, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":272,"column":0},"end":{"line":274,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</section>\n";
},"42":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "endpoint", {"start":{"line":273,"column":22},"end":{"line":273,"column":30}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "kind", {"start":{"line":273,"column":43},"end":{"line":273,"column":47}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "count", {"start":{"line":273,"column":70},"end":{"line":273,"column":75}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "meaning", {"start":{"line":273,"column":88},"end":{"line":273,"column":95}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "sample", {"start":{"line":273,"column":108},"end":{"line":273,"column":114}} ), depth0))
    + "</td></tr>\n";
},"43":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"time\">\n<h2 id=\"time\">Over Time</h2>\n<p class=\"how\">All charts share one time axis; shades are the phases of the load."
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"windows"),"length"),{"name":"if","hash":{},"fn":container.program(44, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":283,"column":81},"end":{"line":283,"column":222}}})) != null ? stack1 : "")
    + "</p>\n<p id=\"moment\" class=\"moment\" aria-live=\"off\" hidden></p>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias1,lookupProperty(depth0,"charts"),{"name":"each","hash":{},"fn":container.program(45, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":285,"column":0},"end":{"line":290,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias1,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"windows"),"length"),{"name":"if","hash":{},"fn":container.program(46, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":291,"column":0},"end":{"line":305,"column":7}}})) != null ? stack1 : "")
    + "</section>\n";
},"44":function(container,depth0,helpers,partials,data) {
    return " Point at a chart to read all of them at that moment; the same figures stand in the table of windows below.";
},"45":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<figure>\n<figcaption><strong>"
    + alias3(alias2(alias1(depth0, "title", {"start":{"line":287,"column":22},"end":{"line":287,"column":27}} ), depth0))
    + "</strong> <span class=\"how\">"
    + alias3(alias2(alias1(depth0, "how", {"start":{"line":287,"column":59},"end":{"line":287,"column":62}} ), depth0))
    + "</span></figcaption>\n"
    + alias3(lookupProperty(helpers,"markup").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"svg"),{"name":"markup","hash":{},"data":data,"loc":{"start":{"line":288,"column":0},"end":{"line":288,"column":14}}}))
    + "\n</figure>\n";
},"46":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<details>\n<summary>Every window in figures</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Every window in figures\">\n<table class=\"sortable\" id=\"windows\">\n<thead><tr><th scope=\"col\">Window</th><th scope=\"col\">Time</th><th scope=\"col\" class=\"n\">"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"time"), "loadUnit", {"start":{"line":296,"column":91},"end":{"line":296,"column":104}} ), depth0))
    + "</th><th scope=\"col\" class=\"n\">Requests</th><th scope=\"col\" class=\"n\">Errors</th><th scope=\"col\" class=\"n\">Average</th><th scope=\"col\" class=\"n\">P50</th><th scope=\"col\" class=\"n\">P95</th><th scope=\"col\" class=\"n\">P99</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"windows"),{"name":"each","hash":{},"fn":container.program(47, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":298,"column":0},"end":{"line":300,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</details>\n";
},"47":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr data-start=\""
    + alias3(alias2(alias1(depth0, "startS", {"start":{"line":299,"column":18},"end":{"line":299,"column":24}} ), depth0))
    + "\" data-end=\""
    + alias3(alias2(alias1(depth0, "endS", {"start":{"line":299,"column":40},"end":{"line":299,"column":44}} ), depth0))
    + "\"><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "step", {"start":{"line":299,"column":66},"end":{"line":299,"column":70}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "time", {"start":{"line":299,"column":83},"end":{"line":299,"column":87}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "load", {"start":{"line":299,"column":110},"end":{"line":299,"column":114}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "rate", {"start":{"line":299,"column":137},"end":{"line":299,"column":141}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "errors", {"start":{"line":299,"column":164},"end":{"line":299,"column":170}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "avg", {"start":{"line":299,"column":193},"end":{"line":299,"column":196}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p50", {"start":{"line":299,"column":219},"end":{"line":299,"column":222}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":299,"column":245},"end":{"line":299,"column":248}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p99", {"start":{"line":299,"column":271},"end":{"line":299,"column":274}} ), depth0))
    + "</td></tr>\n";
},"48":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"recovery\">\n<h2 id=\"recovery\">Recovery</h2>\n<dl class=\"pairs narrow\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"recovery"),{"name":"each","hash":{},"fn":container.program(0, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":312,"column":0},"end":{"line":314,"column":9}}})) != null ? stack1 : "")
    + "</dl>\n</section>\n";
},"49":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"steps\">\n<h2 id=\"steps\">Load Steps</h2>\n<p class=\"how\">Each window of a ramp is a step; a phase of steady load is one step with its exact figures.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"steps\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Step</th><th scope=\"col\">Time</th><th scope=\"col\" class=\"n\">"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"time"), "loadUnit", {"start":{"line":324,"column":89},"end":{"line":324,"column":102}} ), depth0))
    + "</th><th scope=\"col\" class=\"n\">Requests</th><th scope=\"col\" class=\"n\">Errors</th><th scope=\"col\" class=\"n\">Average</th><th scope=\"col\" class=\"n\">P50</th><th scope=\"col\" class=\"n\">P95</th><th scope=\"col\" class=\"n\">P99</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"steps"),{"name":"each","hash":{},"fn":container.program(50, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":326,"column":0},"end":{"line":328,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</section>\n";
},"50":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "step", {"start":{"line":327,"column":22},"end":{"line":327,"column":26}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "time", {"start":{"line":327,"column":39},"end":{"line":327,"column":43}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "load", {"start":{"line":327,"column":66},"end":{"line":327,"column":70}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "rate", {"start":{"line":327,"column":93},"end":{"line":327,"column":97}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "errors", {"start":{"line":327,"column":120},"end":{"line":327,"column":126}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "avg", {"start":{"line":327,"column":149},"end":{"line":327,"column":152}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p50", {"start":{"line":327,"column":175},"end":{"line":327,"column":178}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":327,"column":201},"end":{"line":327,"column":204}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p99", {"start":{"line":327,"column":227},"end":{"line":327,"column":230}} ), depth0))
    + "</td></tr>\n";
},"51":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"saturate\">\n<h2 id=\"saturate\">First to Saturate</h2>\n<p class=\"how\">The layer that reached its limit first is where to look first. Layers that were not measured are not listed. Figures are the averages of windows, of the response time their p95.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"saturate\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Layer</th><th scope=\"col\">Reached at</th><th scope=\"col\" class=\"n\">"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"time"), "loadUnit", {"start":{"line":340,"column":96},"end":{"line":340,"column":109}} ), depth0))
    + "</th><th scope=\"col\" class=\"n\">Highest window</th><th scope=\"col\" class=\"n\">Limit</th><th scope=\"col\" class=\"n\">Highest of limit</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"layers"),{"name":"each","hash":{},"fn":container.program(52, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":342,"column":0},"end":{"line":344,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</section>\n";
},"52":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "layer", {"start":{"line":343,"column":22},"end":{"line":343,"column":27}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "when", {"start":{"line":343,"column":40},"end":{"line":343,"column":44}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "load", {"start":{"line":343,"column":67},"end":{"line":343,"column":71}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "peak", {"start":{"line":343,"column":94},"end":{"line":343,"column":98}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "limit", {"start":{"line":343,"column":121},"end":{"line":343,"column":126}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "use", {"start":{"line":343,"column":149},"end":{"line":343,"column":152}} ), depth0))
    + "</td></tr>\n";
},"53":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"drift\">\n<h2 id=\"drift\">Drift in the Hold</h2>\n<p class=\"how\">Slopes over the windows of steady load (Theil-Sen, which single wild windows do not bend). An interval on both sides of 0 means: no clear direction.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"drift\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" class=\"n\">From</th><th scope=\"col\" class=\"n\">To</th><th scope=\"col\" class=\"n\">Change</th><th scope=\"col\" class=\"n\">Slope</th><th scope=\"col\" class=\"n\">95 % interval</th><th scope=\"col\">Verdict</th><th scope=\"col\" class=\"n\">Limit reached in</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"time"),"drifts"),{"name":"each","hash":{},"fn":container.program(54, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":358,"column":0},"end":{"line":360,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</section>\n";
},"54":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "measure", {"start":{"line":359,"column":22},"end":{"line":359,"column":29}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "from", {"start":{"line":359,"column":52},"end":{"line":359,"column":56}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "to", {"start":{"line":359,"column":79},"end":{"line":359,"column":81}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "change", {"start":{"line":359,"column":104},"end":{"line":359,"column":110}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "slope", {"start":{"line":359,"column":133},"end":{"line":359,"column":138}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "interval", {"start":{"line":359,"column":161},"end":{"line":359,"column":169}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "sure", {"start":{"line":359,"column":182},"end":{"line":359,"column":186}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "until", {"start":{"line":359,"column":209},"end":{"line":359,"column":214}} ), depth0))
    + "</td></tr>\n";
},"55":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"usage\">\n<h2 id=\"usage\">Resources Against Their Table</h2>\n<p class=\"how\">Averages and peaks of the target over the whole run, beside the resource table's normal, peak and limit.</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"usage\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Resource</th><th scope=\"col\" class=\"n\">Average</th><th scope=\"col\" class=\"n\">Peak</th><th scope=\"col\" class=\"n\">Table: normal</th><th scope=\"col\" class=\"n\">Table: peak</th><th scope=\"col\" class=\"n\">Limit</th><th scope=\"col\" class=\"n\">Peak of limit</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"resourceRows"),{"name":"each","hash":{},"fn":container.program(56, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":374,"column":0},"end":{"line":376,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n</section>\n";
},"56":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "resource", {"start":{"line":375,"column":22},"end":{"line":375,"column":30}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "avg", {"start":{"line":375,"column":53},"end":{"line":375,"column":56}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "peak", {"start":{"line":375,"column":79},"end":{"line":375,"column":83}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "normal", {"start":{"line":375,"column":106},"end":{"line":375,"column":112}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "tablePeak", {"start":{"line":375,"column":135},"end":{"line":375,"column":144}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "limit", {"start":{"line":375,"column":167},"end":{"line":375,"column":172}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "use", {"start":{"line":375,"column":195},"end":{"line":375,"column":198}} ), depth0))
    + "</td></tr>\n";
},"57":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression, alias4=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"points\">\n<h2 id=\"points\">Raw Points</h2>\n<p>"
    + alias3(alias2(alias1(lookupProperty(depth0,"points"), "source", {"start":{"line":385,"column":5},"end":{"line":385,"column":18}} ), depth0))
    + "; "
    + alias3(alias2(alias1(lookupProperty(depth0,"points"), "agreement", {"start":{"line":385,"column":24},"end":{"line":385,"column":40}} ), depth0))
    + ".</p>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias4,lookupProperty(depth0,"pointsCharts"),{"name":"each","hash":{},"fn":container.program(45, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":386,"column":0},"end":{"line":391,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"each").call(alias4,lookupProperty(lookupProperty(depth0,"points"),"tables"),{"name":"each","hash":{},"fn":container.program(58, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":392,"column":0},"end":{"line":404,"column":9}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"points"),"errors"),"length"),{"name":"if","hash":{},"fn":container.program(60, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":405,"column":0},"end":{"line":417,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"points"),"errorsOmitted"),{"name":"if","hash":{},"fn":container.program(62, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":418,"column":0},"end":{"line":420,"column":7}}})) != null ? stack1 : "")
    + "</section>\n";
},"58":function(container,depth0,helpers,partials,data) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3>By "
    + alias3(alias2(alias1(depth0, "tag", {"start":{"line":393,"column":9},"end":{"line":393,"column":12}} ), depth0))
    + "</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Raw points by "
    + alias3(alias2(alias1(depth0, "tag", {"start":{"line":394,"column":74},"end":{"line":394,"column":77}} ), depth0))
    + "\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">"
    + alias3(alias2(alias1(depth0, "tag", {"start":{"line":396,"column":29},"end":{"line":396,"column":32}} ), depth0))
    + "</th><th scope=\"col\" class=\"n\">Requests</th><th scope=\"col\" class=\"n\">Errors</th><th scope=\"col\" class=\"n\">Average</th><th scope=\"col\" class=\"n\">P50</th><th scope=\"col\" class=\"n\">P90</th><th scope=\"col\" class=\"n\">P95</th><th scope=\"col\" class=\"n\">P99</th><th scope=\"col\" class=\"n\">Slowest</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"rows"),{"name":"each","hash":{},"fn":container.program(59, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":398,"column":0},"end":{"line":400,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n";
},"59":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "value", {"start":{"line":399,"column":22},"end":{"line":399,"column":27}} ), depth0))
    + "</th><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "requests", {"start":{"line":399,"column":50},"end":{"line":399,"column":58}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "errors", {"start":{"line":399,"column":81},"end":{"line":399,"column":87}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "avg", {"start":{"line":399,"column":110},"end":{"line":399,"column":113}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p50", {"start":{"line":399,"column":136},"end":{"line":399,"column":139}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p90", {"start":{"line":399,"column":162},"end":{"line":399,"column":165}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p95", {"start":{"line":399,"column":188},"end":{"line":399,"column":191}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "p99", {"start":{"line":399,"column":214},"end":{"line":399,"column":217}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "max", {"start":{"line":399,"column":240},"end":{"line":399,"column":243}} ), depth0))
    + "</td></tr>\n";
},"60":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<h3>Failed requests</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Failed requests\">\n<table class=\"sortable\">\n<thead><tr><th scope=\"col\">Failed at</th><th scope=\"col\">Status</th><th scope=\"col\">Error code</th><th scope=\"col\" class=\"n\">Count</th><th scope=\"col\">Sample</th></tr></thead>\n<tbody>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(lookupProperty(depth0,"points"),"errors"),{"name":"each","hash":{},"fn":container.program(61, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":411,"column":0},"end":{"line":413,"column":9}}})) != null ? stack1 : "")
    + "</tbody>\n</table>\n</div>\n";
},"61":function(container,depth0,helpers,partials,data) {
    var alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression;

  return "<tr><th scope=\"row\">"
    + alias3(alias2(alias1(depth0, "place", {"start":{"line":412,"column":22},"end":{"line":412,"column":27}} ), depth0))
    + "</th><td>"
    + alias3(alias2(alias1(depth0, "status", {"start":{"line":412,"column":40},"end":{"line":412,"column":46}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "code", {"start":{"line":412,"column":59},"end":{"line":412,"column":63}} ), depth0))
    + "</td><td class=\"n\">"
    + alias3(alias2(alias1(depth0, "count", {"start":{"line":412,"column":86},"end":{"line":412,"column":91}} ), depth0))
    + "</td><td>"
    + alias3(alias2(alias1(depth0, "sample", {"start":{"line":412,"column":104},"end":{"line":412,"column":110}} ), depth0))
    + "</td></tr>\n";
},"62":function(container,depth0,helpers,partials,data) {
    var lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<p>"
    + container.escapeExpression(container.lambda(container.strict(lookupProperty(depth0,"points"), "errorsOmitted", {"start":{"line":419,"column":5},"end":{"line":419,"column":25}} ), depth0))
    + ".</p>\n";
},"63":function(container,depth0,helpers,partials,data) {
    var stack1, lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n<ul>\n"
    + ((stack1 = lookupProperty(helpers,"each").call(depth0 != null ? depth0 : (container.nullContext || {}),lookupProperty(depth0,"notes"),{"name":"each","hash":{},"fn":container.program(2, data, 0),"inverse":container.noop,"data":data,"loc":{"start":{"line":427,"column":0},"end":{"line":429,"column":9}}})) != null ? stack1 : "")
    + "</ul>\n</section>\n";
},"compiler":[8,">= 4.3.0"],"main":function(container,depth0,helpers,partials,data,blockParams,depths) {
    var stack1, alias1=container.strict, alias2=container.lambda, alias3=container.escapeExpression, alias4=depth0 != null ? depth0 : (container.nullContext || {}), lookupProperty = container.lookupProperty || function(parent, propertyName) {
        if (Object.prototype.hasOwnProperty.call(parent, propertyName)) {
          return parent[propertyName];
        }
        return undefined
    };

  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n<title>"
    + alias3(alias2(alias1(depth0, "title", {"start":{"line":7,"column":9},"end":{"line":7,"column":14}} ), depth0))
    + ": "
    + alias3(alias2(alias1(depth0, "verdict", {"start":{"line":7,"column":20},"end":{"line":7,"column":27}} ), depth0))
    + "</title>\n<style>"
    + alias3(lookupProperty(helpers,"markup").call(alias4,lookupProperty(depth0,"style"),{"name":"markup","hash":{},"data":data,"loc":{"start":{"line":8,"column":7},"end":{"line":8,"column":23}}}))
    + "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#limits\">Skip to the limits</a>\n<header>\n<h1>"
    + alias3(alias2(alias1(depth0, "title", {"start":{"line":13,"column":6},"end":{"line":13,"column":11}} ), depth0))
    + "</h1>\n<p class=\"verdict "
    + alias3(alias2(alias1(depth0, "outcome", {"start":{"line":14,"column":20},"end":{"line":14,"column":27}} ), depth0))
    + "\"><strong>"
    + alias3(alias2(alias1(depth0, "verdict", {"start":{"line":14,"column":41},"end":{"line":14,"column":48}} ), depth0))
    + "</strong> <span>"
    + alias3(alias2(alias1(depth0, "headline", {"start":{"line":14,"column":68},"end":{"line":14,"column":76}} ), depth0))
    + "</span></p>\n<dl class=\"context\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias4,lookupProperty(depth0,"context"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":16,"column":0},"end":{"line":18,"column":9}}})) != null ? stack1 : "")
    + "</dl>\n</header>\n<main>\n<div class=\"cards\">\n<section aria-labelledby=\"configuration\">\n<h2 id=\"configuration\">Test Configuration</h2>\n<dl class=\"pairs\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias4,lookupProperty(depth0,"configuration"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":26,"column":0},"end":{"line":28,"column":9}}})) != null ? stack1 : "")
    + "</dl>\n</section>\n<section aria-labelledby=\"results\">\n<h2 id=\"results\">Results Summary</h2>\n<dl class=\"pairs\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias4,lookupProperty(depth0,"results"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":34,"column":0},"end":{"line":36,"column":9}}})) != null ? stack1 : "")
    + "</dl>\n</section>\n<section aria-labelledby=\"resources\">\n<h2 id=\"resources\">Resource Usage</h2>\n<dl class=\"pairs\">\n"
    + ((stack1 = lookupProperty(helpers,"each").call(alias4,lookupProperty(depth0,"resources"),{"name":"each","hash":{},"fn":container.program(0, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":42,"column":0},"end":{"line":44,"column":9}}})) != null ? stack1 : "")
    + "</dl>\n</section>\n</div>\n<section aria-labelledby=\"validity\">\n<h2 id=\"validity\">Validity: "
    + alias3(alias2(alias1(lookupProperty(depth0,"validity"), "level", {"start":{"line":49,"column":30},"end":{"line":49,"column":44}} ), depth0))
    + "</h2>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"validity"),"reasons"),"length"),{"name":"if","hash":{},"fn":container.program(1, data, 0, blockParams, depths),"inverse":container.program(3, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":50,"column":0},"end":{"line":58,"column":7}}})) != null ? stack1 : "")
    + "</section>\n<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"findings"),"length"),{"name":"if","hash":{},"fn":container.program(4, data, 0, blockParams, depths),"inverse":container.program(6, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":62,"column":0},"end":{"line":70,"column":7}}})) != null ? stack1 : "")
    + "</section>\n<section aria-labelledby=\"recommendations\">\n<h2 id=\"recommendations\">Recommendations</h2>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"recommendations"),"length"),{"name":"if","hash":{},"fn":container.program(7, data, 0, blockParams, depths),"inverse":container.program(8, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":74,"column":0},"end":{"line":82,"column":7}}})) != null ? stack1 : "")
    + "</section>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(depth0,"pages"),{"name":"if","hash":{},"fn":container.program(9, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":84,"column":0},"end":{"line":192,"column":7}}})) != null ? stack1 : "")
    + "<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">Limits</h2>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"limits"),"rows"),"length"),{"name":"if","hash":{},"fn":container.program(24, data, 0, blockParams, depths),"inverse":container.program(26, data, 0, blockParams, depths),"data":data,"loc":{"start":{"line":195,"column":0},"end":{"line":209,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"limits"),"omitted"),{"name":"if","hash":{},"fn":container.program(27, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":210,"column":0},"end":{"line":212,"column":7}}})) != null ? stack1 : "")
    + "</section>\n"
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"endpoints"),"isShown"),{"name":"if","hash":{},"fn":container.program(28, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":214,"column":0},"end":{"line":263,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"failures"),"length"),{"name":"if","hash":{},"fn":container.program(41, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":264,"column":0},"end":{"line":279,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"charts"),"length"),{"name":"if","hash":{},"fn":container.program(43, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":280,"column":0},"end":{"line":307,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"recovery"),"length"),{"name":"if","hash":{},"fn":container.program(48, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":308,"column":0},"end":{"line":317,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"steps"),"length"),{"name":"if","hash":{},"fn":container.program(49, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":318,"column":0},"end":{"line":333,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"layers"),"length"),{"name":"if","hash":{},"fn":container.program(51, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":334,"column":0},"end":{"line":349,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(lookupProperty(depth0,"time"),"drifts"),"length"),{"name":"if","hash":{},"fn":container.program(53, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":350,"column":0},"end":{"line":365,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"resourceRows"),"length"),{"name":"if","hash":{},"fn":container.program(55, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":366,"column":0},"end":{"line":381,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(depth0,"points"),{"name":"if","hash":{},"fn":container.program(57, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":382,"column":0},"end":{"line":422,"column":7}}})) != null ? stack1 : "")
    + ((stack1 = lookupProperty(helpers,"if").call(alias4,lookupProperty(lookupProperty(depth0,"notes"),"length"),{"name":"if","hash":{},"fn":container.program(63, data, 0, blockParams, depths),"inverse":container.noop,"data":data,"loc":{"start":{"line":423,"column":0},"end":{"line":432,"column":7}}})) != null ? stack1 : "")
    + "</main>\n<footer>\n<dl class=\"signatures\">\n<div><dt>Tested By</dt><dd>"
    + alias3(alias2(alias1(depth0, "testedBy", {"start":{"line":436,"column":29},"end":{"line":436,"column":37}} ), depth0))
    + "</dd></div>\n<div><dt>Reviewed By</dt><dd>"
    + alias3(alias2(alias1(depth0, "reviewedBy", {"start":{"line":437,"column":31},"end":{"line":437,"column":41}} ), depth0))
    + "</dd></div>\n</dl>\n</footer>\n\u003Cscript>"
    + alias3(lookupProperty(helpers,"markup").call(alias4,lookupProperty(depth0,"script"),{"name":"markup","hash":{},"data":data,"loc":{"start":{"line":440,"column":8},"end":{"line":440,"column":25}}}))
    + "\u003C/script>\n</body>\n</html>\n";
},"useData":true,"useDepths":true},
};
