/** Lists that are had as files. */
import { watchedWorld, type WatchedStore } from './watched-store';
import { noa, type Answer, type Call, type World } from './world';

/** A world whose lists come as files of one format, in English unless told otherwise. */
export class ListFiles {
  private constructor(
    private readonly format: 'csv' | 'xlsx',
    readonly world: World,
    readonly store: WatchedStore,
  ) {}

  static async as(format: 'csv' | 'xlsx'): Promise<ListFiles> {
    const { world, store } = await watchedWorld();
    return new ListFiles(format, world, store);
  }

  offers(call: Call = {}): Promise<Answer> {
    return this.world.call('listOffers', this.#asked(call));
  }

  answers(offerId: string, call: Call = {}): Promise<Answer> {
    return this.world.call('listRedemptions', this.#asked({ params: { offerId }, ...call }));
  }

  #asked(call: Call): Call {
    return { as: noa, ...call, query: { format: this.format, language: 'en', ...call.query } };
  }
}
