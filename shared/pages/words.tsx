/** Phrases as markup: what was filled in is isolated, so that its direction stays its own. */
import type { Phrase } from '../i18n/phrase';

/** A phrase on a page. */
export function Words({ of }: { readonly of: Phrase }) {
  return (
    <>
      {of.map((piece) => {
        if (typeof piece === 'string') return piece;
        return piece.direction === 'ltr' ? <bdi dir="ltr">{piece.isolate}</bdi> : <bdi>{piece.isolate}</bdi>;
      })}
    </>
  );
}
