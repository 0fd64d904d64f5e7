/** Names of fields whose value says who somebody is, or how to reach them. */
export const personalField =
  /^(e[-_]?mail|phone|mobile|telephone|tel|fax|iban|birth[-_]?(day|date)|date[-_]?of[-_]?birth|(first|last|middle|full|family|given|sur|customer|recipient|contact)[-_]?name|(customer|recipient|contact|delivery|billing|shipping|home|postal)[-_]?address|street)$/i;

/** Personal fields that the expressions of a text read by their names, such as `email` in `${ .customer.email }`. */
export function personalFieldsIn(text: string): string[] {
  const expressions = [...text.matchAll(/\$\{([\s\S]*?)\}(?![^{]*\})/g)].map(([, expression = '']) => expression);
  const names = expressions.flatMap((expression) =>
    [...expression.matchAll(/\.\s*(?:([A-Za-z_][\w-]*)|\["([^"]+)"\]|"([^"]+)")|\["([^"]+)"\]/g)].map(
      ([, plain, bracket, quoted, bare]) => plain ?? bracket ?? quoted ?? bare ?? '',
    ),
  );
  return [...new Set(names.filter((name) => personalField.test(name)))];
}
