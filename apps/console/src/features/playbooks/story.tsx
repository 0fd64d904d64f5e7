/** A story as Barrow's playbooks tell it: paragraphs, `# titles` and `**strong words**` of Markdown. Anything else stands as it is written. */
export function Story({ markdown }: { readonly markdown: string }) {
  const blocks = markdown
    .split(/\n{2,}|(?<=^#.*)\n/m)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !block.startsWith('# '));
  return blocks.map((block, index) => (
    <p key={index}>
      {block
        .replaceAll(/\s+/g, ' ')
        .split(/\*\*/)
        .map((part, place) => (place % 2 === 0 ? part : <strong key={place}>{part}</strong>))}
    </p>
  ));
}
