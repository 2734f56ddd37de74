/** Phrases as markup: what was filled in is isolated, so that its direction stays its own. */
import type { Phrase } from '../i18n/phrase';

/** A phrase on a page. */
export function Words({ of }: { readonly of: Phrase }) {
  return (
    <>
      {of.map((piece) => {
        if (typeof piece === 'string') return piece;
        return piece.direction === 'auto' ? (
          <bdi>{piece.isolate}</bdi>
        ) : (
          <bdi dir={piece.direction}>
            <Breakable text={piece.isolate} />
          </bdi>
        );
      })}
    </>
  );
}

/** An address or a domain, which goes on in the next line after @ or a dot rather than within a word. */
export function Breakable({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(?<=[@.])/u).map((part, index) => (
        <>
          {index > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  );
}
