/** How the files of this folder make the pages of a part of the product. */
import type { PageContext } from '../../shared/kit/cards';

/** `Renderer` is what may render them. */
export interface Making<Renderer extends string, Page> {
  readonly page: (renderedBy: Renderer, state: string, render: (context: PageContext) => string) => Page;
  /** Where a state is shown. */
  readonly to: (state: string) => string;
}
