// What the generated module holds: Handlebars' instructions for each template.
declare const templates: Record<'report.md.hbs' | 'report.html.hbs', object>;
export default templates;
